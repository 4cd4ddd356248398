namespace MaskML.Train.Metrics;

/// <summary>Accuracy when only the most confident images are answered.</summary>
/// <param name="Coverage">Share of the images that is answered.</param>
/// <param name="Confidence">Lowest confidence among them.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record CoveragePoint(double Coverage, double Confidence, double Accuracy);

/// <summary>Coverage against accuracy: what is gained by leaving the least confident images to a person.</summary>
internal static class CoverageCurve
{
    private static readonly double[] Shares = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1];

    /// <summary>Computes the curve.</summary>
    /// <param name="images">The images; at least one.</param>
    public static IReadOnlyList<CoveragePoint> Of(IReadOnlyCollection<ScoredImage> images)
    {
        // Of equally confident images the wrong ones come first, so that a tie does not look better than it is.
        ScoredImage[] sorted = [.. images.OrderByDescending(image => image.Confidence).ThenBy(image => image.IsRight)];
        double[] weight = new double[sorted.Length + 1];
        double[] right = new double[sorted.Length + 1];
        for (int i = 0; i < sorted.Length; i++)
        {
            weight[i + 1] = weight[i] + sorted[i].Weight;
            right[i + 1] = right[i] + (sorted[i].IsRight ? sorted[i].Weight : 0);
        }

        return [.. Shares.Select(share =>
        {
            int count = Math.Max(1, Array.FindLastIndex(weight, sum => sum <= share * weight[^1]));
            return new CoveragePoint(share, sorted[count - 1].Confidence, right[count] / weight[count]);
        })];
    }
}
