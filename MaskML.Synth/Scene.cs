namespace MaskML.Synth;

/// <summary>A drawn photo with several people.</summary>
/// <param name="Photo">BGR, 8 bits; disposed with the scene.</param>
/// <param name="Faces">All faces in the photo, ordered by size; the largest is last.</param>
public sealed record Scene(Mat Photo, IReadOnlyList<SceneFace> Faces) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Photo.Dispose();
}

/// <summary>A face in a drawn photo.</summary>
/// <param name="Box">From chin to hairline and from ear to ear, in pixels inside the photo.</param>
/// <param name="Label"><c>with_mask</c> or <c>without_mask</c>.</param>
public readonly record struct SceneFace(Rect Box, string Label);
