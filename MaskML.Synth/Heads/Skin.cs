namespace MaskML.Synth.Heads;

/// <summary>Colour of the skin and its signs of age.</summary>
/// <param name="Tone">Its colour.</param>
/// <param name="Age">0 (child) to 1 (old).</param>
/// <param name="Blush">Redness of cheeks and nose.</param>
/// <param name="Gloss">Strength of its shine.</param>
internal sealed record Skin(Vector3 Tone, float Age, float Blush, float Gloss)
{
    /// <summary>A random skin.</summary>
    public static Skin Sample(Dice dice)
    {
        ReadOnlySpan<int> tones =
        [
            0xF3D3BE, 0xEFC4A7, 0xE8B690, 0xE0A981, 0xD09A72, 0xC08A60, 0xA9754D, 0x8D5C3B, 0x7A4E34, 0x634130, 0x543527
        ];
        float at = dice.Unit() * (tones.Length - 1.01f);
        int tone = (int)at;
        Vector3 color = Vector3.Lerp(Rendering.Tone.Of(tones[tone]), Rendering.Tone.Of(tones[tone + 1]), at - tone);
        return new Skin(
            Rendering.Tone.Jitter(dice, color, 0.04f),
            dice.Weighted((1.2f, dice.Between(0, 0.15f)), (5f, dice.Between(0.2f, 0.55f)), (3f, dice.Between(0.5f, 1f))),
            dice.Between(0, 1),
            dice.Between(0, 0.14f) + (0.2f * MathF.Max(0, 0.7f - color.X)));
    }

    /// <summary>A darker and redder tone of the skin, for shadows and folds.</summary>
    public Vector3 Darker(float amount) => Vector3.Clamp(
        Tone * new Vector3(1 - (0.72f * amount), 1 - (0.9f * amount), 1 - (0.95f * amount)), Vector3.Zero, Vector3.One);

    /// <summary>Paints bare skin over a whole canvas: patches, pores, blush, freckles, folds.</summary>
    public void Paint(Dice dice, Canvas canvas, HeadShape head)
    {
        float[] patches = Noise.Fractal(dice, canvas.Width, canvas.Height, 9, 6, 3);
        float[] pores = Noise.Field(dice, canvas.Width, canvas.Height, canvas.Width / 2, canvas.Height / 2);
        float rough = 0.012f + (0.03f * Age);
        canvas.Each((_, i, _) => new Vector4(Tone * (1 + (0.05f * patches[i]) + (rough * pores[i])), 1));

        var blush = new Brush(new Vector3(1, 0.72f, 0.68f), 0.2f + (0.35f * Blush), 0.09f, BrushMode.Multiply);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Blob(head.On(side * 0.4f, -0.15f), 0.2f, 0.13f, blush);
            canvas.Blob(head.On(side * 0.33f, 0.12f), 0.2f, 0.12f, new Brush(Darker(0.45f), 0.32f, 0.06f));
            canvas.Blob(head.On(side * 0.12f, 0.2f), 0.06f, 0.13f, new Brush(Darker(0.5f), 0.3f, 0.04f));
            canvas.Blob(head.On(side * 0.62f, -0.3f), 0.14f, 0.3f, Brush.Shade(0.8f, 0.1f, 0.6f));
            Folds(canvas, head, side);
        }

        canvas.Blob(head.On(0, -0.22f), 0.12f, 0.08f, blush);
        canvas.Blob(head.On(0, -0.9f), 0.35f, 0.07f, Brush.Shade(0.75f, 0.06f, 0.5f));
        if (dice.Chance(0.12f))
        {
            var freckle = new Brush(Darker(0.4f), 0.35f, 0.006f);
            for (int i = 0; i < 60; i++)
            {
                canvas.Blob(head.On(dice.Around(0.55f), -0.05f + dice.Around(0.25f)), 0.012f, 0.012f, freckle);
            }
        }
    }

    private void Folds(Canvas canvas, HeadShape head, int side)
    {
        float depth = Math.Clamp((Age - 0.15f) * 1.1f, 0.05f, 0.8f);
        var soft = new Brush(Darker(0.55f), 0.55f * depth, 0.018f);
        canvas.Stroke(head.On(side, (0.13f, -0.22f), (0.2f, -0.32f), (0.27f, -0.45f), (0.29f, -0.56f)), 0.03f, soft);
        canvas.Stroke(head.On(side, (0.18f, 0.06f), (0.28f, 0.015f), (0.4f, 0.03f)), 0.025f, soft);
        if (Age < 0.5f)
        {
            return;
        }

        var line = new Brush(Darker(0.6f), 0.6f * (Age - 0.4f), 0.007f);
        canvas.Stroke(head.On(side, (0.5f, 0.2f), (0.58f, 0.26f)), 0.012f, line);
        canvas.Stroke(head.On(side, (0.51f, 0.16f), (0.6f, 0.15f)), 0.012f, line);
        canvas.Stroke(head.On(side, (0.5f, 0.12f), (0.57f, 0.06f)), 0.012f, line);
        canvas.Stroke(head.On(side, (0.3f, -0.58f), (0.33f, -0.75f)), 0.02f, line);
        canvas.Stroke(head.On(side, (0.05f, 0.38f), (0.06f, 0.28f)), 0.014f, line);
        for (int i = 0; i < 3; i++)
        {
            float y = 0.5f + (0.085f * i);
            canvas.Stroke(head.On(side, (0, y), (0.2f, y + 0.015f), (0.4f, y - 0.01f)), 0.012f, line);
        }
    }
}
