using MaskML.Predict.Faces;
using OpenCvSharp;

namespace MaskML.Video.Frames;

/// <summary>Lets another detector search a smaller copy of each frame, which bounds the time for a frame. The faces are those of the frame itself.</summary>
/// <param name="detector">Finds the faces; disposed with this one.</param>
/// <param name="side">Longest side of the copy in pixels; smaller frames are searched as they are.</param>
internal sealed class ShrinkingDetector(IFaceDetector detector, int side) : IFaceDetector
{
    /// <inheritdoc/>
    public string Name => detector.Name;

    /// <inheritdoc/>
    public bool BoxIsCrop => detector.BoxIsCrop;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
    {
        if (side == 0 || BoxIsCrop || Math.Max(photo.Width, photo.Height) <= side)
        {
            return detector.Detect(photo, cancellationToken);
        }

        var fit = new Letterbox(photo.Size(), side);
        using var small = new Mat();
        Cv2.Resize(photo, small, fit.Fitted, 0, 0, InterpolationFlags.Area);
        return [.. detector.Detect(small, cancellationToken)
            .Select(face => face with { Box = fit.ToPhoto(new Rect2f(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height)) })
            .Where(face => face.Box.Width > 0)];
    }

    /// <inheritdoc/>
    public void Dispose() => detector.Dispose();
}
