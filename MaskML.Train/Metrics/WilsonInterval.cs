namespace MaskML.Train.Metrics;

/// <summary>Wilson's score interval of a share (E. B. Wilson 1927), which holds for few images and for shares near 0 and 1.</summary>
public static class WilsonInterval
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The 95 % interval.</summary>
    /// <param name="hits">How often it came true.</param>
    /// <param name="count">How often it was tried; at least once.</param>
    /// <returns>Lower and upper bound, in 0..1.</returns>
    public static double[] Of(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, count);
        double share = hits / (double)count;
        double spread = Z * Z / count;
        double middle = (share + (spread / 2)) / (1 + spread);
        double half = Z / (1 + spread) * Math.Sqrt((share * (1 - share) / count) + (spread / (4 * count)));
        return [Math.Max(0, middle - half), Math.Min(1, middle + half)];
    }
}
