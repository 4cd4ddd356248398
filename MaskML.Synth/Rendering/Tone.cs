namespace MaskML.Synth.Rendering;

/// <summary>Colours as red, green and blue from 0 to 1, gamma-encoded like an image file.</summary>
internal static class Tone
{
    /// <summary>A colour written as 0xRRGGBB.</summary>
    public static Vector3 Of(int rgb) => new Vector3((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255) / 255f;

    /// <summary>The same grey in all channels.</summary>
    public static Vector3 Grey(float value) => new(value);

    /// <summary>A colour of hue 0..6 (red, yellow, green, cyan, blue, magenta), saturation and value.</summary>
    public static Vector3 Hsv(float hue, float saturation, float value)
    {
        float Channel(float n)
        {
            float k = (n + hue) % 6;
            return value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }

        return new Vector3(Channel(5), Channel(3), Channel(1));
    }

    /// <summary>A random colour of clothes: dark, light, grey, saturated or earthy.</summary>
    public static Vector3 Cloth(Dice dice) => dice.Weighted(
        (3f, 0), (2f, 1), (2f, 2), (4f, 3), (1.5f, 4)) switch
    {
        0 => Jitter(dice, Grey(dice.Between(0.06f, 0.25f)), 0.05f),
        1 => Jitter(dice, Grey(dice.Between(0.8f, 0.97f)), 0.04f),
        2 => Jitter(dice, Grey(dice.Between(0.25f, 0.75f)), 0.06f),
        3 => Hsv(dice.Between(0, 6), dice.Between(0.3f, 0.9f), dice.Between(0.25f, 0.9f)),
        _ => Jitter(dice, Of(dice.Pick(0xC8A98A, 0x8B6B4E, 0xE0C0A8, 0x6B4A35, 0xB58863)), 0.08f),
    };

    /// <summary>The colour with a random shift of each channel.</summary>
    public static Vector3 Jitter(Dice dice, Vector3 color, float reach) => Vector3.Clamp(
        color + new Vector3(dice.Around(reach), dice.Around(reach), dice.Around(reach)), Vector3.Zero, Vector3.One);
}
