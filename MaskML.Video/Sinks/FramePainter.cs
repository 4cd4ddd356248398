using System.Globalization;
using MaskML.Predict.Annotation;
using MaskML.Predict.Photos;
using MaskML.Video.Distance;
using MaskML.Video.Frames;
using MaskML.Video.Tracking;
using OpenCvSharp;

namespace MaskML.Video.Sinks;

/// <summary>Draws onto a frame what is said of it: as onto a photo, and the numbers of the tracks.</summary>
/// <param name="annotator">Draws the faces.</param>
internal sealed class FramePainter(Annotator annotator)
{
    // A face narrower than this many widths of its number has no room for it.
    private const int LeastWidths = 2;

    /// <summary>Draws onto the frame itself.</summary>
    /// <param name="frame">A BGR picture; it is changed.</param>
    /// <param name="result">What is said of it.</param>
    public void Draw(Mat frame, FrameResult result)
    {
        LabelledFace[] faces = [.. result.Faces.Select(face => face.Face)];
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
        if (box.Width >= LeastWidths * bar.Width && box.Height >= LeastWidths * bar.Height)
        {
            var corner = new Rect(box.Right - bar.Width, box.Bottom - bar.Height, bar.Width, bar.Height);
            using var under = new Mat(frame, corner);
            under.ConvertTo(under, -1, 0.4);
            font.Draw(frame, text, corner);
        }
    }
}
