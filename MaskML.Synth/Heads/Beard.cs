namespace MaskML.Synth.Heads;

/// <summary>Facial hair: none, stubble, a moustache, a goatee or a full beard.</summary>
internal sealed record Beard(BeardKind Kind, float Dense, Vector3 Color)
{
    /// <summary>A random beard of an adult, often none.</summary>
    public static Beard Sample(Dice dice, Vector3 hair) => new(
        dice.Weighted(
            (4f, BeardKind.None), (2f, BeardKind.Stubble), (1f, BeardKind.Moustache), (1f, BeardKind.Goatee), (2.2f, BeardKind.Full)),
        dice.Between(0.5f, 1f),
        Tone.Jitter(dice, Vector3.Lerp(hair, Tone.Grey(0.7f), dice.Chance(0.25f) ? dice.Unit() : 0), 0.03f));

    /// <summary>Thickness of the beard at the chin.</summary>
    public float Bulk => Kind == BeardKind.Full ? 0.1f * Dense : 0;

    /// <summary>Paints the beard around the mouth. Call it before the lips are painted.</summary>
    public void Paint(Dice dice, Canvas canvas, HeadShape head, Skin skin)
    {
        if (Kind == BeardKind.None)
        {
            return;
        }

        var sheet = new Canvas(-1.7f, 1.7f, -1.1f, 0.3f);
        float strength = Kind == BeardKind.Stubble ? 0.25f + (0.25f * Dense) : 0.75f + (0.25f * Dense);
        Vector3 color = Kind == BeardKind.Stubble ? Vector3.Lerp(skin.Darker(0.5f), Color, 0.5f) : Color;
        var brush = new Brush(color, strength, Kind == BeardKind.Stubble ? 0.05f : 0.025f);
        if (Kind is BeardKind.Full or BeardKind.Stubble)
        {
            float line = dice.Between(-0.5f, -0.25f);
            Vector2[] cheeks = head.On(1, (0, -0.36f), (0.24f, -0.37f), (0.45f, line - 0.12f), (0.6f, line + 0.1f));
            sheet.Polygon(
                CanvasShapes.Across([.. cheeks, new(1.25f, 0.1f), new(1.5f, 0.1f), new(1.65f, -1.2f)]), brush);
        }

        if (Kind is not BeardKind.Stubble)
        {
            sheet.Polygon(
                head.On(
                    1,
                    (-0.3f, -0.56f), (-0.24f, -0.42f), (-0.06f, -0.36f), (0, -0.38f), (0.06f, -0.36f), (0.24f, -0.42f),
                    (0.3f, -0.56f), (0.2f, -0.48f), (0, -0.45f), (-0.2f, -0.48f)),
                brush);
        }

        if (Kind is BeardKind.Goatee)
        {
            sheet.Polygon(
                head.On(
                    1,
                    (-0.31f, -0.5f), (-0.26f, -0.6f), (-0.12f, -0.68f), (0.12f, -0.68f), (0.26f, -0.6f), (0.31f, -0.5f),
                    (0.28f, -0.85f), (0.12f, -1.02f), (-0.12f, -1.02f), (-0.28f, -0.85f)),
                brush);
        }

        float[] clumps = Noise.Field(dice, sheet.Width, sheet.Height, 130, 26);
        float[] patches = Noise.Field(dice, sheet.Width, sheet.Height, 14, 8);
        canvas.Each((place, i, below) =>
        {
            Vector4 hair = sheet.Sample(place);
            if (hair.W <= 0)
            {
                return below;
            }

            // Hair grows downwards, so the noise is much finer horizontally than vertically.
            int x = Math.Clamp((int)((place.X + 1.7f) / 3.4f * sheet.Width), 0, sheet.Width - 1);
            int y = Math.Clamp((int)((0.3f - place.Y) / 1.4f * sheet.Height), 0, sheet.Height - 1);
            int at = (y * sheet.Width) + x;
            float alpha = Math.Clamp(hair.W * (1 + (0.3f * patches[at]) + (0.25f * clumps[at])), 0, 1);
            Vector3 tone = hair.AsVector3() * (1 + (0.3f * clumps[at]));
            return new Vector4(Vector3.Lerp(below.AsVector3(), tone, alpha), below.W);
        });
    }
}

/// <summary>Kinds of beards.</summary>
internal enum BeardKind
{
    /// <summary>Shaved.</summary>
    None,

    /// <summary>Very short hair.</summary>
    Stubble,

    /// <summary>Hair on the upper lip only.</summary>
    Moustache,

    /// <summary>Hair on the upper lip and the chin.</summary>
    Goatee,

    /// <summary>Hair on the whole lower face.</summary>
    Full,
}
