using System.Globalization;
using MaskML.Predict.Annotation;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Tracking;

namespace MaskML.Video.Sinks;

/// <summary>Draws the result of a frame onto it: faces as on a photo, and the numbers of their tracks.</summary>
/// <param name="annotator">Draws the faces.</param>
/// <param name="blur">Whether faces are made unrecognisable first.</param>
public sealed class FramePainter(Annotator annotator, bool blur = false)
{
    // The number is drawn into faces that are at least this many times as large.
    private const int MinSizes = 2;

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
        annotator.Draw(frame, faces);
        TextFont font = new AnnotationScale(frame.Size()).Font;
        foreach (TrackedFace face in result.Faces)
        {
            if (face.Track is { } track)
            {
                Number(frame, face.Face.Face.Box, track.ToString(CultureInfo.InvariantCulture), font);
            }
        }
    }

    private static void Number(Mat frame, Rect box, string text, TextFont font)
    {
        Size bar = font.Bar(text);
        if (box.Width >= MinSizes * bar.Width && box.Height >= MinSizes * bar.Height)
        {
            var corner = new Rect(box.Right - bar.Width, box.Bottom - bar.Height, bar.Width, bar.Height);
            using var under = new Mat(frame, corner);
            under.ConvertTo(under, -1, 0.4);
            font.Draw(frame, text, corner);
        }
    }
}
