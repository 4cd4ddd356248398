using MaskML.Predict.Photos;

namespace MaskML.Predict.Annotation;

/// <summary>A strip in a lower corner with the number of faces for each label.</summary>
internal sealed class Legend(IReadOnlyDictionary<string, LabelStyle> styles)
{
    private const double Shade = 0.35;

    // In heights of the strip.
    private const int SmallestPicture = 6;

    /// <summary>
    /// Draws the strip in the lower corner where it covers less, and reserves its place. A picture that is too small gets no strip.
    /// </summary>
    public void Draw(Mat picture, IReadOnlyList<LabelledFace> faces, TextFont font, BarPlacer placer)
    {
        int swatch = font.Height;
        int gap = 2 * font.Padding;
        int Width(IEnumerable<Entry> entries) =>
            gap + entries.Sum(e => font.Width(e.Text) + gap + (e.Color is null ? 0 : swatch + font.Padding));

        // The counts of the labels matter more than how many of them are uncertain.
        List<Entry> entries = Entries(faces);
        if (Width(entries) > picture.Width)
        {
            entries.RemoveAll(e => e.Color is null);
        }

        int width = Width(entries);
        if (entries.Count == 0 || width > picture.Width || SmallestPicture * font.BarHeight > picture.Height)
        {
            return;
        }

        int y = picture.Height - font.BarHeight;
        var left = new Rect(0, y, width, font.BarHeight);
        var right = new Rect(picture.Width - width, y, width, font.BarHeight);
        Rect strip = placer.Covered(right) < placer.Covered(left) ? right : left;
        placer.Reserve(strip);
        using (var under = new Mat(picture, strip))
        {
            under.ConvertTo(under, -1, Shade);
        }

        int x = strip.X + gap;
        foreach ((string text, Scalar? color) in entries)
        {
            if (color is { } fill)
            {
                var square = new Rect(x, y + font.Padding, swatch, swatch);
                Cv2.Rectangle(picture, square, fill, Cv2.FILLED);
                Strokes.Solid(picture, square, Scalar.White, 1);
                x += swatch + font.Padding;
            }

            font.Draw(picture, text, new Rect(x - font.Padding, y, 0, 0));
            x += font.Width(text) + gap;
        }
    }

    private List<Entry> Entries(IReadOnlyList<LabelledFace> faces)
    {
        if (faces.Count == 0)
        {
            return [new Entry("no faces", null)];
        }

        var entries = new List<Entry>();
        foreach ((string label, LabelStyle style) in styles)
        {
            int count = faces.Count(face => face.Label == label);
            if (count > 0)
            {
                entries.Add(new Entry(FormattableString.Invariant($"{style.Text}: {count}"), style.Color));
            }
        }

        int uncertain = faces.Count(face => face.Uncertain);
        if (uncertain > 0)
        {
            entries.Add(new Entry(FormattableString.Invariant($"uncertain: {uncertain}"), null));
        }

        return entries;
    }

    private readonly record struct Entry(string Text, Scalar? Color);
}
