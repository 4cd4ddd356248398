namespace MaskML.Train.Metrics;

/// <summary>Wilson's score interval of a share (E. B. Wilson 1927), which is valid for few images and for shares near 0 and 1.</summary>
public static class WilsonInterval
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The 95 % interval.</summary>
    /// <param name="hits">Number of successes.</param>
    /// <param name="count">Number of trials; at least one.</param>
    /// <returns>Lower and upper bound, in 0..1.</returns>
    public static double[] Of(double hits, double count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, count);
        double share = hits / count;
        double spread = Z * Z / count;
        double middle = (share + (spread / 2)) / (1 + spread);
        double half = Z / (1 + spread) * Math.Sqrt((share * (1 - share) / count) + (spread / (4 * count)));
        return [Math.Max(0, middle - half), Math.Min(1, middle + half)];
    }
}

/// <summary>
/// The interval of a mean of shares that were measured on different images, such as macro accuracy: Wilson's intervals of the shares,
/// combined as by G. Y. Zou and A. Donner (2008, "method of variance estimates recovery"). Unlike a bootstrap interval it has a width even
/// where every image is right.
/// </summary>
internal static class MacroInterval
{
    /// <summary>The 95 % interval.</summary>
    /// <param name="shares">Number of successes and of trials of each share; at least one share.</param>
    /// <returns>Lower and upper bound, in 0..1.</returns>
    public static double[] Of(IReadOnlyCollection<(double Hits, double Count)> shares)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shares.Count, nameof(shares));
        double mean = shares.Average(share => share.Hits / share.Count);
        (double below, double above) = (0, 0);
        foreach ((double hits, double count) in shares)
        {
            double share = hits / count;
            double[] wilson = WilsonInterval.Of(hits, count);
            below += Square((share - wilson[0]) / shares.Count);
            above += Square((wilson[1] - share) / shares.Count);
        }

        return [Math.Max(0, mean - Math.Sqrt(below)), Math.Min(1, mean + Math.Sqrt(above))];
    }

    private static double Square(double x) => x * x;
}
