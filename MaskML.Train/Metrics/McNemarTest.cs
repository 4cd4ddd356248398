namespace MaskML.Train.Metrics;

/// <summary>
/// McNemar's exact test (Q. McNemar 1947): of the images that exactly one of two models gets right, does one model have more than the
/// toss of a coin would give it?
/// </summary>
internal static class McNemarTest
{
    /// <summary>The two-sided probability that models which are equally good differ at least this much.</summary>
    /// <param name="oldOnly">Images that only the old model gets right.</param>
    /// <param name="newOnly">Images that only the new model gets right.</param>
    /// <returns>A probability in 0..1; 1 where the models never differ.</returns>
    public static double P(int oldOnly, int newOnly)
    {
        int tosses = oldOnly + newOnly;
        int fewer = Math.Min(oldOnly, newOnly);

        // The lower tail of the binomial distribution, its terms as logarithms: 2^-n alone would be 0 from some thousand tosses on.
        double log = -tosses * Math.Log(2);
        double tail = 0;
        for (int k = 0; k <= fewer; k++)
        {
            tail += Math.Exp(log);
            log += Math.Log((tosses - k) / (k + 1.0));
        }

        return Math.Min(1, 2 * tail);
    }
}
