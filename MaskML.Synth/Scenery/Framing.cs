using MaskML.Synth.People;

namespace MaskML.Synth.Scenery;

/// <summary>How a crop is cut around a head.</summary>
/// <param name="Width">Width of the crop in pixels.</param>
/// <param name="Height">Height of the crop in pixels.</param>
/// <param name="Margin">Height of the crop as a multiple of the longer side of the face's box.</param>
/// <param name="Shift">Offset of the face from the centre, as a share of the crop's size.</param>
internal sealed record Framing(int Width, int Height, float Margin, Vector2 Shift)
{
    /// <summary>A random framing: tight, normal, loose, or showing half the body; square or nearly so.</summary>
    public static Framing Sample(Dice dice)
    {
        int width = 48 + dice.Below(81);
        int height = dice.Chance(0.6f) ? width : Math.Clamp((int)(width * dice.Between(0.9f, 1.25f)), 48, 128);
        float margin = dice.Weighted(
            (3f, dice.Between(0.95f, 1.15f)),
            (5f, dice.Between(1.15f, 1.5f)),
            (2f, dice.Between(1.5f, 2.1f)),
            (0.6f, dice.Between(2.1f, 3.2f)));
        return new Framing(width, height, margin, new Vector2(dice.Around(0.1f), dice.Around(0.1f)));
    }

    /// <summary>The pose that places a person's face accordingly, on a stage that is larger than the crop by a factor.</summary>
    public Pose Pose(Person person, Quaternion turn, float factor)
    {
        (Vector2 low, Vector2 high) = person.Bounds(new Pose(turn, Vector2.Zero, 1));
        float scale = Height * factor / (Margin * MathF.Max(high.X - low.X, high.Y - low.Y));
        Vector2 middle = (new Vector2(0.5f) + Shift) * new Vector2(Width, Height) * factor;
        return new Pose(turn, middle - (scale * (low + high) / 2), scale);
    }
}
