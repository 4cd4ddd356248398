namespace MaskML.Train.Metrics;

/// <summary>
/// The interval of a mean of shares that were measured on different images, such as macro accuracy: Wilson's intervals of the shares,
/// put together as G. Y. Zou and A. Donner do (2008, "method of variance estimates recovery"). Unlike a bootstrap it does not
/// shrink to a point where every image is right.
/// </summary>
public static class MacroInterval
{
    /// <summary>The 95 % interval.</summary>
    /// <param name="shares">How often each came true and was tried; at least one.</param>
    /// <returns>Lower and upper bound, in 0..1.</returns>
    public static double[] Of(IReadOnlyCollection<(int Hits, int Count)> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentOutOfRangeException.ThrowIfZero(shares.Count, nameof(shares));
        double mean = shares.Average(share => share.Hits / (double)share.Count);
        double below = 0;
        double above = 0;
        foreach ((int hits, int count) in shares)
        {
            double share = hits / (double)count;
            double[] wilson = WilsonInterval.Of(hits, count);
            below += Square((share - wilson[0]) / shares.Count);
            above += Square((wilson[1] - share) / shares.Count);
        }

        return [Math.Max(0, mean - Math.Sqrt(below)), Math.Min(1, mean + Math.Sqrt(above))];
    }

    private static double Square(double x) => x * x;
}
