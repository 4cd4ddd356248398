namespace MaskML.Train.Metrics;

/// <summary>What follows from predicting a label for every image with at least a given score.</summary>
/// <param name="Score">The score.</param>
/// <param name="Recall">Share of the label's images that is predicted as the label: the true positive rate.</param>
/// <param name="FalsePositiveRate">Share of the other images that is predicted as the label.</param>
/// <param name="Precision">Share of the images predicted as the label that have it.</param>
internal sealed record ThresholdPoint(double Score, double Recall, double FalsePositiveRate, double Precision);

/// <summary>The receiver operating characteristic and the precision-recall curve of one label against all others.</summary>
internal static class ThresholdCurve
{
    /// <summary>Number of points that a chart can show.</summary>
    public const int MaxPoints = 400;

    /// <summary>The points, from the highest score to the lowest; equal scores make one point.</summary>
    /// <param name="images">The images.</param>
    /// <param name="label">Index of the label.</param>
    /// <returns>The points; none if all images have the label, or none has.</returns>
    public static IReadOnlyList<ThresholdPoint> Of(IReadOnlyCollection<ScoredImage> images, int label)
    {
        double positives = images.Sum(image => image.Actual == label ? image.Weight : 0);
        double negatives = images.Sum(image => image.Actual == label ? 0 : image.Weight);
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        (float Score, bool Hit, double Weight)[] sorted =
            [.. images.Select(i => (i.Scores[label], i.Actual == label, i.Weight)).OrderByDescending(i => i.Item1)];
        var points = new List<ThresholdPoint>();
        (double hits, double misses) = (0, 0);
        for (int i = 0; i < sorted.Length; i++)
        {
            hits += sorted[i].Hit ? sorted[i].Weight : 0;
            misses += sorted[i].Hit ? 0 : sorted[i].Weight;
            if (i + 1 == sorted.Length || sorted[i + 1].Score != sorted[i].Score)
            {
                points.Add(new ThresholdPoint(
                    sorted[i].Score, hits / positives, misses / negatives, hits / (hits + misses)));
            }
        }

        return points;
    }

    /// <summary>
    /// Average precision: the precision at each point, weighted by the recall gained there; as in scikit-learn without interpolation.
    /// </summary>
    /// <param name="points">The whole curve, not thinned.</param>
    public static double? AveragePrecision(IReadOnlyList<ThresholdPoint> points)
    {
        double sum = 0;
        double before = 0;
        foreach (ThresholdPoint point in points)
        {
            sum += (point.Recall - before) * point.Precision;
            before = point.Recall;
        }

        return points.Count == 0 ? null : sum;
    }

    /// <summary>At most <see cref="MaxPoints"/> of the points, evenly spaced, including the first and the last.</summary>
    public static IReadOnlyList<ThresholdPoint> Thin(IReadOnlyList<ThresholdPoint> points) => points.Count <= MaxPoints
        ? points
        : [.. Enumerable.Range(0, MaxPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MaxPoints - 1))])];
}
