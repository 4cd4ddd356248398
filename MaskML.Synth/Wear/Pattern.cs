namespace MaskML.Synth.Wear;

/// <summary>Prints on cloth.</summary>
internal static class Pattern
{
    /// <summary>Prints stripes, checks, dots, flowers, camouflage, letters or nothing on the opaque part of a canvas.</summary>
    /// <param name="dice">Random numbers.</param>
    /// <param name="canvas">The cloth.</param>
    /// <param name="center">Middle of the visible part.</param>
    /// <param name="plain">Probability of no print.</param>
    public static void Print(Dice dice, Canvas canvas, Vector2 center, float plain)
    {
        if (dice.Chance(plain))
        {
            return;
        }

        Vector3 ink = Tone.Cloth(dice);
        float pitch = dice.Between(0.06f, 0.22f);
        float turn = dice.Pick(0f, MathF.PI / 2, dice.Between(0, MathF.PI));
        (float sin, float cos) = MathF.SinCos(turn);
        switch (dice.Below(6))
        {
            case 0:
                canvas.Each((place, _, pixel) => Ink(pixel, ink, Band((place.X * cos) + (place.Y * sin), pitch)));
                break;
            case 1:
                canvas.Each((place, _, pixel) => Ink(
                    pixel, ink, 0.5f * (Band((place.X * cos) + (place.Y * sin), pitch) + Band((place.Y * cos) - (place.X * sin), pitch))));
                break;
            case 2:
                Scatter(dice, canvas, center, pitch, ink, 1);
                break;
            case 3:
                Scatter(dice, canvas, center, pitch * 1.4f, ink, 5);
                break;
            case 4:
                (int across, int down) = ((int)(canvas.Width / (300 * pitch)) + 2, (int)(canvas.Height / (300 * pitch)) + 2);
                float[] field = Noise.Fractal(dice, canvas.Width, canvas.Height, across, down, 2);
                Vector3 second = Tone.Cloth(dice);
                canvas.Each((_, i, pixel) => Ink(Ink(pixel, ink, field[i] > 0.1f ? 1 : 0), second, field[i] < -0.22f ? 1 : 0));
                break;
            default:
                Emblem(dice, canvas, center, ink);
                break;
        }
    }

    /// <summary>Soft folds: lighter and darker bands.</summary>
    public static void Crumple(Dice dice, Canvas canvas, int across, int down, float strength)
    {
        float[] field = Noise.Fractal(dice, canvas.Width, canvas.Height, across, down, 3);
        float[] weave = Noise.Field(dice, canvas.Width, canvas.Height, canvas.Width / 2, canvas.Height / 2);
        canvas.Each((_, i, pixel) =>
        {
            Vector3 tone = pixel.AsVector3() * (1 + (strength * field[i]) + (0.025f * weave[i]));
            return new Vector4(Vector3.Clamp(tone, Vector3.Zero, Vector3.One), pixel.W);
        });
    }

    private static void Scatter(Dice dice, Canvas canvas, Vector2 center, float pitch, Vector3 ink, int petals)
    {
        var brush = Brush.Inside(ink, 1, 0);
        for (float y = -1.2f; y < 1.2f; y += pitch)
        {
            for (float x = -1.6f; x < 1.6f; x += pitch)
            {
                Vector2 at = center + new Vector2(x + dice.Around(pitch * 0.4f), y + dice.Around(pitch * 0.4f));
                float size = pitch * dice.Between(0.16f, 0.34f);
                for (int i = 0; i < petals; i++)
                {
                    (float s, float c) = MathF.SinCos(i * MathF.Tau / petals);
                    canvas.Blob(at + (petals > 1 ? new Vector2(c, s) * size * 0.8f : Vector2.Zero), size * 0.6f, size * 0.6f, brush);
                }
            }
        }
    }

    private static void Emblem(Dice dice, Canvas canvas, Vector2 center, Vector3 ink)
    {
        var brush = Brush.Inside(ink, 1, 0);
        Vector2 at = center + new Vector2(dice.Around(0.5f), dice.Around(0.15f));
        if (dice.Chance(0.5f))
        {
            canvas.Blob(at, dice.Between(0.05f, 0.2f), dice.Between(0.05f, 0.16f), brush);
            return;
        }

        // Strokes that look like a line of letters from a distance.
        float size = dice.Between(0.03f, 0.08f);
        int letters = dice.Below(6) + 2;
        for (int i = 0; i < letters; i++)
        {
            float x = at.X + ((i - (letters / 2f)) * size * 1.5f);
            Vector2[] letter =
            [
                new(x, at.Y - size),
                new(x + dice.Around(size * 0.5f), at.Y + size),
                new(x + (size * dice.Between(0.3f, 1)), at.Y + dice.Around(size)),
                new(x + (size * 0.9f), at.Y - size)
            ];
            canvas.Stroke(letter, size * 0.35f, brush);
        }
    }

    private static float Band(float at, float pitch) =>
        Math.Clamp((MathF.Abs((at / pitch) - MathF.Floor(at / pitch) - 0.5f) - 0.25f) * 12, 0, 1);

    private static Vector4 Ink(Vector4 pixel, Vector3 ink, float amount) => Vector4.Lerp(pixel, new Vector4(ink, pixel.W), amount);
}
