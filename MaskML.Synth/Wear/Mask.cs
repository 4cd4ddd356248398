namespace MaskML.Synth.Wear;

/// <summary>A mask, which covers nose, mouth and chin.</summary>
/// <param name="Kind">How it is made.</param>
/// <param name="Color">Its main colour.</param>
/// <param name="High">Height of its edge on the nose.</param>
/// <param name="Low">Height of its lower edge.</param>
/// <param name="Reach">Angle at which its sides end.</param>
/// <param name="Bulge">Its distance from the face.</param>
internal sealed record Mask(MaskKind Kind, Vector3 Color, float High, float Low, float Reach, float Bulge)
{
    /// <summary>Half of the angle that the canvas covers; ear loops extend beyond the mask itself.</summary>
    public float Wide => Kind == MaskKind.Scarf ? MathF.PI : 1.75f;

    /// <summary>Lower edge of the canvas.</summary>
    public const float Bottom = -1.8f;

    /// <summary>Upper edge of the canvas.</summary>
    public const float Top = 0.4f;

    // As a distance in RGB from 0 to 1: what is nearer looks like bare skin in a small picture.
    private const float LeastContrast = 0.25f;

    /// <summary>A random mask whose colour differs from the skin, so that it can be seen.</summary>
    public static Mask Sample(Dice dice, Vector3 skin)
    {
        Mask mask;
        do
        {
            mask = Sample(dice);
        }
        while (Vector3.Distance(mask.Color, skin) < LeastContrast);

        return mask;
    }

    private static Mask Sample(Dice dice)
    {
        MaskKind kind = dice.Weighted((5f, MaskKind.Surgical), (4.5f, MaskKind.Cloth), (2.5f, MaskKind.Respirator), (1.2f, MaskKind.Scarf));
        Vector3 color = kind switch
        {
            MaskKind.Surgical => Tone.Of(dice.Weighted(
                (5f, 0x8FC3E0), (2f, 0xA8D8DC), (2f, 0x8CC9B4), (4f, 0xEDF0F2), (2.5f, 0x24262A), (2.5f, 0xEFB6C4),
                (1f, 0x4E8FCB), (1f, 0xE8C8B0))),
            MaskKind.Respirator => Tone.Of(dice.Weighted(
                (6f, 0xEEEEEA), (2f, 0xD8D4C8), (2.5f, 0x2A2B2E), (1f, 0x9AA4AE), (1f, 0xC9B79A), (1f, 0x7FA8C8))),
            MaskKind.Cloth => dice.Weighted((3f, Tone.Grey(dice.Between(0.06f, 0.3f))), (4f, Tone.Cloth(dice)), (5.5f, Warm(dice))),
            _ => dice.Chance(0.5f) ? Tone.Cloth(dice) : Warm(dice),
        };
        bool tall = kind is MaskKind.Scarf;
        return new Mask(
            kind,
            Tone.Jitter(dice, color, 0.05f),
            dice.Between(-0.14f, 0.13f),
            tall ? -1.75f : dice.Between(-1.2f, -1f),
            tall ? 3.1f : dice.Between(0.95f, 1.28f),
            kind switch
            {
                MaskKind.Respirator => dice.Between(0.3f, 0.46f),
                MaskKind.Surgical => dice.Between(0.22f, 0.34f),
                _ => dice.Between(0.2f, 0.32f),
            });
    }

    /// <summary>The surface of the mask: it spans from the tip of the nose like a tent and continues below the chin.</summary>
    public Surface Shell(HeadShape head)
    {
        float nose = 0.03f + (0.24f * head.Nose);
        var tent = new Curve(
            (-1.75f, 0.05f), (-1.1f, 0.1f + (0.3f * (Bulge - 0.2f))), (-0.85f, 0.15f + (0.6f * (Bulge - 0.2f))),
            (-0.5f, MathF.Max(nose, Bulge)), (-0.2f, nose + 0.04f), (0f, 0.19f * head.Nose), (0.15f, 0.11f * head.Nose),
            (0.4f, 0.02f));
        float spread = Kind == MaskKind.Respirator ? 0.42f : 0.36f;
        return Surface.Over(90, 60, new Vector2(-Wide, Bottom), new Vector2(Wide, Top), place =>
        {
            float y = place.Y;
            Vector3 point = head.Smooth(new Vector2(place.X, MathF.Max(y, -0.82f)), 0.035f);
            point.Y = y;
            float cos = MathF.Max(0, MathF.Cos(place.X));
            float narrow = spread * (0.62f + (0.38f * Math.Clamp((0.1f - y) / 0.35f, 0, 1)));
            point.Z += tent[y] * MathF.Exp(-(point.X * point.X) / (2 * narrow * narrow)) * cos;
            if (y < -0.82f)
            {
                // The cloth bends inwards below the chin; a scarf falls onto the shoulders.
                float below = -0.82f - y;
                point.Z -= Kind == MaskKind.Scarf ? 0.1f * below : 1.1f * below * below;
            }

            return point;
        });
    }

    // Skin-coloured and red masks. Without them, a warm colour around the mouth alone would identify a bare face.
    private static Vector3 Warm(Dice dice) =>
        Tone.Of(dice.Pick(0xC8A08A, 0xE0B8A0, 0x9A6A50, 0x6E4838, 0xC83C3C, 0xE08A90, 0xB0202C, 0xD87850, 0xE8A878, 0x803028));
}

/// <summary>Kinds of masks.</summary>
internal enum MaskKind
{
    /// <summary>Pleated and thin, with ear loops.</summary>
    Surgical,

    /// <summary>Sewn of cloth.</summary>
    Cloth,

    /// <summary>FFP2 or N95: stiff, with a distance from the face.</summary>
    Respirator,

    /// <summary>A scarf or bandana pulled over the nose.</summary>
    Scarf,
}
