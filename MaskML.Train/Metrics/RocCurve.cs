namespace MaskML.Train.Metrics;

/// <summary>The receiver operating characteristic of a model with two labels.</summary>
internal static class RocCurve
{
    /// <summary>
    /// Prepares the area under the curve: the probability that an image of the first label has a higher score for it than an image of the
    /// second label, where equal scores count half (Mann and Whitney). It is NaN if one of the labels does not occur.
    /// </summary>
    /// <param name="images">Images of two labels.</param>
    public static Func<double[], double> PrepareArea(IReadOnlyList<ScoredImage> images)
    {
        int[] order = [.. Enumerable.Range(0, images.Count).OrderBy(i => images[i].Scores[0])];
        (int Image, bool IsPositive, bool EndsTie)[] ranked = [.. order.Select((image, rank) => (
            image, images[image].Actual == 0, rank + 1 == order.Length || images[order[rank + 1]].Scores[0] != images[image].Scores[0]))];
        return weights =>
        {
            double pairs = 0;
            (double negatives, double positives, double tiedNegatives, double tiedPositives) = (0, 0, 0, 0);
            foreach ((int image, bool isPositive, bool endsTie) in ranked)
            {
                tiedPositives += isPositive ? weights[image] : 0;
                tiedNegatives += isPositive ? 0 : weights[image];
                if (endsTie)
                {
                    pairs += tiedPositives * (negatives + (tiedNegatives / 2));
                    negatives += tiedNegatives;
                    positives += tiedPositives;
                    (tiedNegatives, tiedPositives) = (0, 0);
                }
            }

            // NaN where one of the labels does not occur: there are no pairs.
            return pairs / (negatives * positives);
        };
    }
}
