namespace MaskML.Predict.Faces;

/// <summary>A detector that searches photos from coarse to fine with a network.</summary>
/// <param name="name">Name of the detector.</param>
/// <param name="network">Finds candidates in frames; disposed with the detector.</param>
/// <param name="profile">How the network is used on several scales.</param>
/// <param name="options">What the user can set.</param>
/// <param name="toFace">Makes a box of the network, in a photo of a size, the box of a face; null where they are the same.</param>
internal sealed class SearchingDetector(
    string name, IFaceNetwork network, FaceSearchProfile profile, IFaceSearchOptions options, Func<Rect, Size, Rect>? toFace = null)
    : IFaceDetector
{
    private readonly FaceSearch search = new(network, profile, options);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool BoxIsCrop => false;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Face> faces = search.Run(photo, cancellationToken);
        return toFace is null ? faces : [.. faces.Select(face => face with { Box = toFace(face.Box, photo.Size()) })];
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
