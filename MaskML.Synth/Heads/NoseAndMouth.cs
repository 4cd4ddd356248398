namespace MaskML.Synth.Heads;

/// <summary>Nostrils, lips, teeth.</summary>
internal sealed record NoseAndMouth(float Wide, float Full, float Smile, float Open, bool Teeth, Vector3 Lip, float LipOpacity)
{
    /// <summary>A random mouth, with make-up or without.</summary>
    public static NoseAndMouth Sample(Dice dice, Skin skin, bool makeup)
    {
        Vector3 natural = Vector3.Clamp(
            skin.Tone * new Vector3(0.86f, 0.62f, 0.62f) * dice.Between(0.9f, 1.08f), Vector3.Zero, Vector3.One);
        natural = Vector3.Lerp(natural, Tone.Of(0xB8736A), MathF.Max(0, 0.75f - skin.Tone.X));
        float smile = dice.Chance(0.45f) ? dice.Between(0.4f, 1f) : dice.Between(-0.4f, 0.3f);
        bool open = dice.Chance(smile > 0.4f ? 0.7f : 0.2f);
        Vector3 paint = Tone.Of(dice.Pick(0xB01E2E, 0xC2405A, 0xD0607A, 0x8A1F35, 0xC96A60, 0x5A1525, 0xE05070));
        return new NoseAndMouth(
            0.235f + dice.Around(0.04f) + (0.05f * Math.Max(0, smile)),
            dice.Between(0.7f, 1.35f),
            smile,
            open ? dice.Between(0.3f, 1.1f) * (dice.Chance(0.1f) ? 2.2f : 1) : 0,
            dice.Chance(0.85f),
            makeup && dice.Chance(0.75f) ? paint : natural,
            makeup ? 0.85f : dice.Between(0.55f, 0.8f));
    }

    /// <summary>Paints nose and mouth.</summary>
    public void Paint(Canvas canvas, HeadShape head, Skin skin)
    {
        Nose(canvas, head, skin);
        float y = HeadShape.Mouth;
        float corner = y + (0.06f * Smile);
        float gap = 0.06f * Open;
        float up = 0.062f * Full;
        float down = 0.078f * Full;
        float sag = -0.03f * Math.Max(0, Smile);
        (float X, float Y)[] line = Across((0, y + sag + gap), (0.6f * Wide, y + (0.3f * (corner - y)) + sag + gap), (Wide, corner));
        (float X, float Y)[] low = Across((0, y + sag - (1.7f * gap)), (0.55f * Wide, y + sag - (1.1f * gap)), (Wide, corner));
        (float X, float Y)[] bow = Across(
            (0, line[2].Y + (0.78f * up)), (0.17f * Wide, line[2].Y + up), (0.45f * Wide, line[1].Y + (0.85f * up)), (Wide, corner));
        (float X, float Y)[] chin = Across((0, low[2].Y - down), (0.5f * Wide, low[1].Y - (0.75f * down)), (Wide, corner));

        canvas.Blob(head.On(0, low[2].Y - down - 0.035f), 0.14f, 0.025f, new Brush(skin.Darker(0.5f), 0.5f, 0.025f));
        canvas.Polygon(Round(head, [.. bow, .. line.Reverse()]), new Brush(Lip * 0.86f, LipOpacity, 0.01f));
        canvas.Polygon(Round(head, [.. low, .. chin.Reverse()]), new Brush(Lip, LipOpacity, 0.01f));
        canvas.Blob(head.On(0, low[2].Y - (0.5f * down)), 0.09f, 0.018f, new Brush(Vector3.One, 0.16f, 0.015f));
        canvas.Stroke(head.On(1, (-0.05f, -0.33f), (-0.035f, -0.4f)), 0.02f, new Brush(skin.Darker(0.35f), 0.35f, 0.012f));
        canvas.Stroke(head.On(1, (0.05f, -0.33f), (0.035f, -0.4f)), 0.02f, new Brush(skin.Darker(0.35f), 0.35f, 0.012f));
        if (gap > 0.005f)
        {
            Vector2[] cavity = Round(head, [.. line, .. low.Reverse()]);
            canvas.Polygon(cavity, new Brush(Tone.Of(0x2A0C0C), 1, 0.006f));
            if (Teeth)
            {
                float tip = Math.Max(0.3f * low[2].Y + (0.7f * line[2].Y) - 0.03f, low[2].Y + (0.15f * gap));
                float end = float.Lerp(corner, line[1].Y, 0.5f);
                (float X, float Y)[] edge = Across((0, tip), (0.4f * Wide, tip + 0.012f), (0.8f * Wide, end - 0.012f));
                (float X, float Y)[] gum = [(-0.8f * Wide, end), .. line[1..4], (0.8f * Wide, end)];
                canvas.Polygon(Round(head, [.. gum, .. edge.Reverse()]), new Brush(Tone.Of(0xE9E2D6), 0.95f, 0.006f));
            }

            canvas.Stroke(Round(head, low), 0.012f, new Brush(Lip * 0.5f, 0.6f, 0.006f));
        }

        canvas.Stroke(
            Round(head, line), 0.018f, new Brush(Vector3.Lerp(skin.Darker(0.85f), Lip * 0.25f, 0.5f), gap > 0.005f ? 0.5f : 0.9f, 0.006f));
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Blob(head.On(side * (Wide + 0.015f), corner), 0.025f, 0.022f, new Brush(skin.Darker(0.6f), 0.5f, 0.014f));
            if (Smile > 0.4f)
            {
                canvas.Stroke(
                    head.On(side, (0.14f, -0.24f), (0.25f, -0.33f), (Wide + 0.08f, corner - 0.02f)),
                    0.028f,
                    new Brush(skin.Darker(0.55f), 0.45f * Smile, 0.016f));
            }
        }
    }

    private static void Nose(Canvas canvas, HeadShape head, Skin skin)
    {
        float wing = 0.125f * head.NoseWidth;
        canvas.Blob(head.On(0, -0.315f), wing, 0.03f, new Brush(skin.Darker(0.6f), 0.55f, 0.022f));
        canvas.Blob(head.On(0, -0.17f), 0.045f, 0.05f, new Brush(Vector3.One, 0.14f, 0.03f));
        canvas.Stroke(head.On(1, (0, 0.15f), (0, -0.1f)), 0.05f, new Brush(Vector3.One, 0.09f, 0.03f));
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            var nostril = new Brush(skin.Darker(0.95f), 0.9f, 0.008f);
            canvas.Blob(head.On(side * 0.55f * wing, -0.298f), 0.034f * head.NoseWidth, 0.017f, nostril, side * 0.35f);
            canvas.Stroke(
                head.On(side, (wing * 0.9f, -0.19f), (wing * 1.12f, -0.24f), (wing * 1.05f, -0.3f), (wing * 0.8f, -0.315f)),
                0.02f,
                new Brush(skin.Darker(0.65f), 0.65f, 0.01f));
            canvas.Stroke(
                head.On(side, (0.09f, 0.22f), (0.075f, 0.05f), (0.1f, -0.15f)), 0.05f, new Brush(skin.Darker(0.5f), 0.28f, 0.028f));
        }
    }

    private static (float X, float Y)[] Across(params (float X, float Y)[] right) =>
        [.. CanvasShapes.Across([.. right.Select(p => new Vector2(p.X, p.Y))]).Select(p => (p.X, p.Y))];

    // Catmull-Rom spline through the points: the outline is smooth except where it turns back.
    private static Vector2[] Round(HeadShape head, ReadOnlySpan<(float X, float Y)> outline)
    {
        var points = new List<(float X, float Y)>();
        for (int i = 0; i + 1 < outline.Length; i++)
        {
            (float X, float Y) a = outline[Math.Max(0, i - 1)];
            (float X, float Y) b = outline[i];
            (float X, float Y) c = outline[i + 1];
            (float X, float Y) d = outline[Math.Min(outline.Length - 1, i + 2)];
            for (int step = 0; step < 5; step++)
            {
                float t = step / 5f;
                points.Add((CatmullRom(a.X, b.X, c.X, d.X, t), CatmullRom(a.Y, b.Y, c.Y, d.Y, t)));
            }
        }

        points.Add(outline[^1]);
        return head.On(1, [.. points]);
    }

    private static float CatmullRom(float a, float b, float c, float d, float t) =>
        b + (0.5f * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));
}
