namespace MaskML.Train.Metrics;

/// <summary>Coverage against accuracy: what is gained by leaving the least confident images to a person.</summary>
public static class CoverageCurve
{
    private static readonly double[] Shares = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1];

    /// <summary>Works the curve out.</summary>
    /// <param name="images">The images; at least one.</param>
    public static IReadOnlyList<CoveragePoint> Of(IReadOnlyCollection<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);

        // Of equally confident images the wrong ones count first: a tie must not look better than it is.
        ScoredImage[] sorted = [.. images.OrderByDescending(i => i.Confidence).ThenBy(i => i.Predicted == i.Actual)];
        int[] right = new int[sorted.Length + 1];
        for (int i = 0; i < sorted.Length; i++)
        {
            right[i + 1] = right[i] + (sorted[i].Predicted == sorted[i].Actual ? 1 : 0);
        }

        return [.. Shares.Select(share =>
        {
            int count = Math.Max(1, (int)Math.Floor(share * sorted.Length));
            return new CoveragePoint(share, sorted[count - 1].Confidence, right[count] / (double)count);
        })];
    }
}
