using MaskML.Predict.Annotation;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;

namespace MaskML.Video.Sinks;

/// <summary>Draws the result of a frame onto it: faces as on a photo, and the numbers of their tracks.</summary>
/// <param name="annotator">Draws the faces.</param>
/// <param name="blur">Whether faces are made unrecognisable first.</param>
public sealed class FramePainter(Annotator annotator, bool blur = false)
{
    /// <summary>Draws onto the picture.</summary>
    /// <param name="frame">A BGR picture; it is changed.</param>
    /// <param name="result">The result of the frame.</param>
    public void Draw(Mat frame, FrameResult result)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(result);
        LabelledFace[] faces = [.. result.Faces.Select(face => face.Face)];
        FaceBlur.Blur(frame, blur ? faces.Select(face => face.Face.Box) : []);
        DistanceOverlay.Draw(frame, faces, result.Distances ?? []);
        annotator.Draw(frame, faces, [.. result.Faces.Select(face => face.Track)]);
    }
}
