namespace MaskML.Train.Metrics;

/// <summary>
/// What becomes of one label's images and the others as the score from which an image is taken for the label falls: the receiver
/// operating characteristic and the precision-recall curve of that label.
/// </summary>
public static class ThresholdCurve
{
    /// <summary>More points than this are thinned out; a chart shows no more.</summary>
    public const int MostPoints = 400;

    /// <summary>The points, from the highest score to the lowest; equal scores make one point.</summary>
    /// <param name="images">The images.</param>
    /// <param name="label">Index of the label.</param>
    /// <returns>The points; none if all images are of the label, or none is.</returns>
    public static IReadOnlyList<ThresholdPoint> Of(IReadOnlyCollection<ScoredImage> images, int label)
    {
        ArgumentNullException.ThrowIfNull(images);
        int positives = images.Count(image => image.Actual == label);
        int negatives = images.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        (float Score, bool Hit)[] sorted = [.. images.Select(i => (i.Scores[label], i.Actual == label)).OrderByDescending(i => i.Item1)];
        var points = new List<ThresholdPoint>();
        int hits = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            hits += sorted[i].Hit ? 1 : 0;
            if (i + 1 == sorted.Length || sorted[i + 1].Score != sorted[i].Score)
            {
                points.Add(new ThresholdPoint(
                    sorted[i].Score, hits / (double)positives, (i + 1 - hits) / (double)negatives, hits / (double)(i + 1)));
            }
        }

        return points;
    }

    /// <summary>
    /// Average precision: the precision at each point, weighed with the recall gained there. As in scikit-learn nothing is
    /// interpolated.
    /// </summary>
    /// <param name="points">The whole curve, not thinned.</param>
    public static double? AveragePrecision(IReadOnlyList<ThresholdPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        double sum = 0;
        double before = 0;
        foreach (ThresholdPoint point in points)
        {
            sum += (point.Recall - before) * point.Precision;
            before = point.Recall;
        }

        return points.Count == 0 ? null : sum;
    }

    /// <summary>At most <see cref="MostPoints"/> of the points, evenly spread, the first and the last among them.</summary>
    /// <param name="points">The points.</param>
    public static IReadOnlyList<ThresholdPoint> Thin(IReadOnlyList<ThresholdPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Count <= MostPoints
            ? points
            : [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))])];
    }
}
