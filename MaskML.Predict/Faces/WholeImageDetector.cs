namespace MaskML.Predict.Faces;

/// <summary>Takes each image as one face that is cut already.</summary>
internal sealed class WholeImageDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "none";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, _ => new WholeImageDetector());

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <inheritdoc/>
    public bool BoxIsCrop => true;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return [new Face(new Rect(0, 0, photo.Width, photo.Height), 1)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
