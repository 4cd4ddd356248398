using System.Globalization;
using MaskML.Predict.Photos;

namespace MaskML.Predict.Annotation;

/// <summary>
/// Draws faces onto a photo as in the tutorial: a green box "Mask", a red box "No Mask", the label in white on a filled bar
/// above the box. Uncertain faces have a dashed box and a question mark. In a crowd, where a bar would cover other faces, it shows
/// the percentage alone or is omitted. Can be used from several threads at once.
/// </summary>
/// <param name="labels">The model's labels.</param>
public sealed class Annotator(IEnumerable<string> labels)
{
    // From this many faces on, a bar that would be wider than twice its face shows the percentage alone.
    private const int Crowd = 12;

    private readonly IReadOnlyDictionary<string, LabelStyle> styles = LabelStyle.ForLabels(labels);

    /// <summary>Draws the faces onto the photo.</summary>
    /// <param name="photo">A BGR picture; it is changed.</param>
    /// <param name="faces">Faces whose boxes lie inside the photo.</param>
    public void Draw(Mat photo, IReadOnlyList<LabelledFace> faces) => Draw(photo, faces, []);

    /// <summary>Draws the faces and the numbers of their tracks onto a frame. Every number can be read, in a crowd too.</summary>
    /// <param name="photo">A BGR picture; it is changed.</param>
    /// <param name="faces">Faces whose boxes lie inside the photo.</param>
    /// <param name="numbers">The numbers, in the order of the faces; null for none.</param>
    internal void Draw(Mat photo, IReadOnlyList<LabelledFace> faces, IReadOnlyList<int?> numbers)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(faces);
        var scale = new AnnotationScale(photo.Size());
        var placer = new BarPlacer(photo.Size(), [.. faces.Select(face => face.Face.Box)]);

        // Boxes first, so that no box crosses a text.
        foreach (LabelledFace face in faces)
        {
            Outline(photo, face, scale);
        }

        new Legend(styles).Draw(photo, faces, scale.Font, placer);

        // Large faces choose their places first.
        foreach (LabelledFace face in faces.OrderByDescending(face => face.Face.Box.Width))
        {
            Label(photo, face, scale, placer, faces.Count >= Crowd);
        }

        for (int i = 0; i < numbers.Count; i++)
        {
            if (numbers[i] is { } number)
            {
                string text = number.ToString(CultureInfo.InvariantCulture);
                TextFont font = scale.Small(faces[i].Face.Box);
                font.DrawOutlined(photo, text, placer.PlaceMark(faces[i].Face.Box, font.Bar(text)));
            }
        }
    }

    private void Outline(Mat photo, LabelledFace face, AnnotationScale scale)
    {
        // A thick line would hide a small face.
        int width = Math.Clamp(face.Face.Box.Width / 12, 1, scale.Line);
        if (face.Uncertain)
        {
            Strokes.Dashed(photo, face.Face.Box, styles[face.Label].Color, width);
        }
        else
        {
            Strokes.Solid(photo, face.Face.Box, styles[face.Label].Color, width);
        }
    }

    private void Label(Mat photo, LabelledFace face, AnnotationScale scale, BarPlacer placer, bool crowd)
    {
        LabelStyle style = styles[face.Label];
        string mark = face.Uncertain ? "?" : "";
        string percent = FormattableString.Invariant($"{face.Confidence * 100:0}%");
        string text = $"{style.Text}{mark} {percent}";
        TextFont font = scale.Fitting(text);
        Rect box = face.Face.Box;
        bool wide = font.Bar(text).Width > 2 * box.Width;
        if (!(crowd && wide) && placer.TryPlace(box, font.Bar(text)) is { } bar)
        {
            Fill(photo, bar, text, style, font);
        }
        else if (placer.TryPlace(box, font.Bar(percent + mark)) is { } small)
        {
            // In a crowd the colour of the box shows the label.
            Fill(photo, small, percent + mark, style, font);
        }
        else if (!wide)
        {
            Fill(photo, placer.Place(box, font.Bar(text)), text, style, font);
        }
    }

    private static void Fill(Mat photo, Rect bar, string text, LabelStyle style, TextFont font)
    {
        Cv2.Rectangle(photo, bar, style.Color, Cv2.FILLED);
        font.Draw(photo, text, bar);
    }
}
