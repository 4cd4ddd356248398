using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Sizes of faces: the longer side of the box, in pixels of the photo, and the classes that figures are given for.</summary>
public static class FaceSize
{
    private const int Small = 20;
    private const int Large = 40;

    /// <summary>Names of the classes, the smallest first.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["<20", "20-40", ">=40"];

    /// <summary>The size of a face.</summary>
    /// <param name="box">The face.</param>
    public static int Of(Rect box) => Math.Max(box.Width, box.Height);

    /// <summary>The class of a face.</summary>
    /// <param name="box">The face.</param>
    public static string ClassOf(Rect box) => Classes[Of(box) < Small ? 0 : Of(box) < Large ? 1 : 2];
}
