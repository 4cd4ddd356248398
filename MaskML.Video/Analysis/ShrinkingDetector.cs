using MaskML.Predict.Faces;
using MaskML.Video.Sources;

namespace MaskML.Video.Analysis;

/// <summary>Creates the face detector for videos.</summary>
public static class VideoDetectors
{
    /// <summary>
    /// Creates a detector that makes one pass over each frame, without test-time augmentation, since the next frame shows the same
    /// faces again, and that searches a copy of the frame shrunk to <see cref="VideoOptions.DetectSide"/>.
    /// </summary>
    /// <param name="name">Name of the detector, as in <see cref="PredictOptions.Detector"/>.</param>
    /// <param name="options">Options of the detectors.</param>
    /// <param name="video">Says how far frames are shrunk.</param>
    /// <exception cref="InputException">The detector's model is missing or cannot be read.</exception>
    public static IFaceDetector Create(string name, DetectorOptions options, VideoOptions video)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(video);
        return new ShrinkingDetector(FaceDetectors.Create(name, options.ForVideo().WithThreads(1)), video.DetectSide);
    }
}

/// <summary>Searches a smaller copy of each frame, which bounds the time per frame. Boxes are in pixels of the frame itself.</summary>
/// <param name="detector">Finds the faces; disposed with this one.</param>
/// <param name="side">Longest side of the copy in pixels; smaller frames are searched as they are. 0 never shrinks.</param>
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
