using OpenCvSharp;

namespace MaskML.Synth;

/// <summary>A drawn photo with several people.</summary>
/// <param name="Photo">BGR, 8 bits; disposed with the scene.</param>
/// <param name="Faces">Every face in it, the largest last.</param>
public sealed record Scene(Mat Photo, IReadOnlyList<SceneFace> Faces) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Photo.Dispose();
}
