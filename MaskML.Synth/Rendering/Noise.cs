namespace MaskML.Synth.Rendering;

/// <summary>Smooth random fields.</summary>
internal static class Noise
{
    /// <summary>Value noise: about -1 to 1, interpolated smoothly over a grid of random cells.</summary>
    /// <param name="dice">Random numbers.</param>
    /// <param name="width">Width of the field in pixels.</param>
    /// <param name="height">Height of the field in pixels.</param>
    /// <param name="across">Number of cells horizontally.</param>
    /// <param name="down">Number of cells vertically.</param>
    /// <returns>The values in row order.</returns>
    public static float[] Field(Dice dice, int width, int height, int across, int down)
    {
        var cells = new float[Math.Max(2, across) * Math.Max(2, down)];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = dice.Between(-1, 1);
        }

        using Mat small = Mat.FromPixelData(Math.Max(2, down), Math.Max(2, across), MatType.CV_32FC1, cells);
        using var large = new Mat();
        Cv2.Resize(small, large, new Size(width, height), 0, 0, InterpolationFlags.Cubic);
        large.GetArray(out float[] field);
        return field;
    }

    /// <summary>Fractal noise: a sum of octaves, each twice as fine and half as strong as the one before.</summary>
    public static float[] Fractal(Dice dice, int width, int height, int across, int down, int octaves)
    {
        var sum = new float[width * height];
        float strength = 0.6f;
        for (int octave = 0; octave < octaves; octave++, strength /= 2)
        {
            float[] field = Field(dice, width, height, across << octave, down << octave);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += strength * field[i];
            }
        }

        return sum;
    }
}
