namespace MaskML.Train.Metrics;

/// <summary>The receiver operating characteristic of a model with two labels.</summary>
public static class RocCurve
{
    /// <summary>
    /// Area under the curve: the probability that an image of the first label has the higher score for it than one of the second
    /// (ties count half).
    /// </summary>
    /// <param name="images">Images of two labels.</param>
    /// <returns>The area in 0..1, or null if a label does not occur.</returns>
    public static double? Area(IReadOnlyCollection<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int positives = images.Count(i => i.Actual == 0);
        int negatives = images.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        // Mann and Whitney: the sum of the positives' ranks, equal scores sharing their mean rank.
        double ranks = 0;
        long before = 0;
        foreach (IGrouping<float, ScoredImage> tie in images.GroupBy(i => i.Scores[0]).OrderBy(g => g.Key))
        {
            int count = tie.Count();
            ranks += tie.Count(i => i.Actual == 0) * (before + ((count + 1) / 2.0));
            before += count;
        }

        return (ranks - (positives * (positives + 1.0) / 2)) / ((double)positives * negatives);
    }
}
