using System.Numerics;
using MaskML.Train.Synth.Rendering;

namespace MaskML.Train.Synth.Scenery;

/// <summary>How a crop is cut around a head.</summary>
/// <param name="Width">Width of the crop in pixels.</param>
/// <param name="Height">Height of the crop in pixels.</param>
/// <param name="Units">Units of the head from the upper to the lower edge.</param>
/// <param name="Shift">Where the face's centre lies, off the middle, as a share of the size.</param>
internal sealed record Framing(int Width, int Height, float Units, Vector2 Shift)
{
    /// <summary>A random framing: tight, usual, loose, or with half the body; square or a little higher than wide.</summary>
    public static Framing Sample(Dice dice)
    {
        int width = 48 + dice.Below(81);
        int height = dice.Chance(0.6f) ? width : Math.Min(128, (int)(width * dice.Between(0.9f, 1.25f)));
        float units = dice.Weighted((3f, dice.Between(1.75f, 2.2f)), (5f, dice.Between(2.2f, 2.9f)), (2f, dice.Between(2.9f, 3.8f)), (0.6f, dice.Between(3.8f, 5.5f)));
        return new Framing(width, height, units, new Vector2(dice.Around(0.1f), dice.Around(0.1f)));
    }

    /// <summary>The pose on a stage that is larger than the crop by a factor.</summary>
    public Pose Pose(Quaternion turn, float factor)
    {
        float scale = Height * factor / Units;

        // The middle of the face, between brows and mouth, lies a little below the head's centre.
        var center = new Vector2((0.5f + Shift.X) * Width * factor, ((0.5f + Shift.Y) * Height * factor) - (0.12f * scale));
        return new Pose(turn, center, scale);
    }
}
