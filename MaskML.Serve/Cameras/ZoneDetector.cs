using MaskML.Predict.Faces;
using OpenCvSharp;

namespace MaskML.Serve.Cameras;

/// <summary>Drops faces whose middle lies outside a polygon, before they are labelled.</summary>
/// <param name="detector">Finds the faces; disposed with this one.</param>
/// <param name="zone">Corners as shares of width and height; empty for the whole picture.</param>
internal sealed class ZoneDetector(IFaceDetector detector, IReadOnlyList<IReadOnlyList<double>> zone) : IFaceDetector
{
    private readonly Point2f[] corners = [.. zone.Select(corner => new Point2f((float)corner[0], (float)corner[1]))];

    /// <inheritdoc/>
    public string Name => detector.Name;

    /// <inheritdoc/>
    public bool BoxIsCrop => detector.BoxIsCrop;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Face> faces = detector.Detect(photo, cancellationToken);
        return corners.Length == 0 ? faces : [.. faces.Where(face => Contains(face.Box, photo.Size()))];
    }

    /// <inheritdoc/>
    public void Dispose() => detector.Dispose();

    private bool Contains(Rect box, Size picture) => Cv2.PointPolygonTest(
        corners,
        new Point2f((box.X + (box.Width / 2f)) / picture.Width, (box.Y + (box.Height / 2f)) / picture.Height),
        measureDist: false) >= 0;
}
