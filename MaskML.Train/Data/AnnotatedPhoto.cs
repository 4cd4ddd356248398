using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>A photo in which somebody has marked the faces.</summary>
/// <param name="Photo">Path of the photo below its folder.</param>
/// <param name="Faces">The faces.</param>
public sealed record AnnotatedPhoto(string Photo, IReadOnlyList<AnnotatedFace> Faces)
{
    /// <summary>Regions that may hold faces that nobody has marked: what is found there counts neither as right nor as wrong.</summary>
    public IReadOnlyList<Rect> Ignored { get; init; } = [];

    /// <summary>Where the photo is: in a folder, or in <c>photos/</c> below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Its path; that below <c>photos/</c> where it is nowhere.</returns>
    public string PathIn(string folder)
    {
        string beside = Path.Combine(folder, Photo);
        return File.Exists(beside) ? beside : Path.Combine(folder, "photos", Photo);
    }
}
