namespace MaskML.Synth.Rendering;

/// <summary>A distant lamp and ambient light, which is brighter from above.</summary>
/// <param name="Direction">Unit vector from the face to the lamp.</param>
/// <param name="Key">Colour and strength of the lamp.</param>
/// <param name="Sky">Ambient light from above.</param>
/// <param name="Ground">Ambient light from below.</param>
internal sealed record Light(Vector3 Direction, Vector3 Key, Vector3 Sky, Vector3 Ground)
{
    /// <summary>A random light: soft or hard, from any side in front, neutral or tinted.</summary>
    public static Light Sample(Dice dice)
    {
        float hardness = dice.Between(0.15f, 0.85f);
        var direction = Vector3.Normalize(new Vector3(dice.Around(1.6f), dice.Between(-0.1f, 1.1f), dice.Between(0.35f, 1.2f)));
        float warmth = dice.Around(0.2f);
        var tint = new Vector3(1 + warmth, 1, 1 - warmth);
        float ambient = 1f - (0.62f * hardness);
        return new Light(
            direction, tint * (hardness * 1.05f), new Vector3(ambient * 1.08f), new Vector3(ambient * dice.Between(0.55f, 0.95f)));
    }

    /// <summary>The light that a point reflects towards the viewer, in linear light.</summary>
    /// <param name="normal">Outward unit normal.</param>
    /// <param name="albedo">Colour of the surface, in linear light.</param>
    /// <param name="gloss">Strength of the specular highlight.</param>
    public Vector3 Shade(Vector3 normal, Vector3 albedo, float gloss)
    {
        // Wrap lighting: skin and cloth are lit slightly beyond the terminator.
        float facing = MathF.Max(0, (Vector3.Dot(normal, Direction) + 0.2f) / 1.2f);
        Vector3 ambient = Vector3.Lerp(Ground, Sky, (normal.Y * 0.5f) + 0.5f);
        float rim = 1 - normal.Z;
        Vector3 lit = albedo * (ambient + (Key * facing)) * (1 - (0.22f * rim * rim));
        if (gloss <= 0)
        {
            return lit;
        }

        var half = Vector3.Normalize(Direction + Vector3.UnitZ);
        float shine = MathF.Max(0, Vector3.Dot(normal, half));
        shine *= shine;
        shine *= shine;
        shine *= shine;
        shine *= shine;
        return lit + (Key * (gloss * shine));
    }
}
