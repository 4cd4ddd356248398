namespace MaskML.Synth.Wear;

/// <summary>Glasses and sunglasses.</summary>
internal sealed record Glasses(Vector3 Frame, float Thick, Vector2 Size, float Square, Vector3 Lens, float LensOpacity)
{
    /// <summary>Random glasses; null for a face without.</summary>
    public static Glasses? Sample(Dice dice, float age)
    {
        if (!dice.Chance(0.2f + (0.2f * age)))
        {
            return null;
        }

        bool sun = dice.Chance(0.3f);
        return new Glasses(
            dice.Chance(0.65f)
                ? Tone.Grey(dice.Between(0.04f, 0.2f))
                : Tone.Hsv(dice.Between(0, 1.3f), dice.Between(0.1f, 0.6f), dice.Between(0.3f, 0.8f)),
            dice.Between(0.018f, 0.055f),
            new Vector2(dice.Between(0.2f, 0.28f), dice.Between(0.13f, 0.21f)) * (sun ? 1.12f : 1),
            dice.Unit(),
            sun ? Tone.Hsv(dice.Between(0, 6), 0.4f, dice.Between(0.05f, 0.3f)) : Tone.Grey(0.92f),
            sun ? dice.Between(0.8f, 0.98f) : dice.Between(0.02f, 0.14f));
    }

    /// <summary>Draws lenses, frame and temples.</summary>
    public Canvas Sheet(Dice dice, HeadShape head)
    {
        var sheet = new Canvas(-1.8f, 1.8f, -0.3f, 0.6f);
        var frame = new Brush(Frame, 1, 0.003f);
        float y = HeadShape.Eyes - 0.01f;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Vector2[] rim = Rim(head, side, y);
            sheet.Polygon(rim, new Brush(Lens, LensOpacity, 0.003f));
            if (dice.Chance(0.5f))
            {
                Vector2 glare = head.On(side * 0.3f, y + 0.05f);
                sheet.Stroke(
                    [glare - new Vector2(0.06f, 0.06f), glare + new Vector2(0.08f, 0.05f)], 0.035f, new Brush(Vector3.One, 0.25f, 0.014f));
            }

            sheet.Stroke([.. rim, rim[0]], Thick, frame);
            sheet.Stroke(
                [head.On(side * (0.32f + Size.X), y + 0.05f), new(1.35f * side, y + 0.06f), new(1.7f * side, y + 0.03f)],
                Thick * 1.1f,
                frame);
        }

        sheet.Stroke(head.On(1, (-0.34f + Size.X, y + 0.03f), (0, y + 0.07f), (0.34f - Size.X, y + 0.03f)), Thick, frame);
        return sheet;
    }

    /// <summary>The surface of the lenses, in front of the eyes.</summary>
    public static Surface Shell(HeadShape head) => Surface.Over(70, 16, new Vector2(-1.8f, -0.3f), new Vector2(1.8f, 0.6f), place =>
    {
        float cos = MathF.Max(0, MathF.Cos(place.X));
        return head.Smooth(place, 0.02f) + new Vector3(0, 0, 0.09f * MathF.Pow(cos, 0.5f));
    });

    private Vector2[] Rim(HeadShape head, int side, float y)
    {
        var rim = new Vector2[24];
        float power = 1 - (0.5f * Square);
        for (int i = 0; i < rim.Length; i++)
        {
            (float sin, float cos) = MathF.SinCos(i * MathF.Tau / rim.Length);
            float x = MathF.Sign(cos) * MathF.Pow(MathF.Abs(cos), power);
            float up = MathF.Sign(sin) * MathF.Pow(MathF.Abs(sin), power);
            rim[i] = head.On(side * (0.34f + (Size.X * x)), y + (Size.Y * up));
        }

        return rim;
    }
}
