using System.Numerics;
using MaskML.Predict.Numbers;

namespace MaskML.Train.Metrics;

/// <summary>
/// McNemar's exact test (Q. McNemar 1947): of the images that exactly one of two models gets right, does one model get more than fair coin
/// tosses would give it?
/// </summary>
internal static class McNemarTest
{
    /// <summary>The two-sided probability that two equally good models differ at least this much.</summary>
    /// <param name="oldOnly">Number of images that only the old model gets right.</param>
    /// <param name="newOnly">Number of images that only the new model gets right.</param>
    /// <returns>A probability in 0..1; 1 where the models never differ.</returns>
    public static double P(int oldOnly, int newOnly)
    {
        int tosses = oldOnly + newOnly;
        int fewer = Math.Min(oldOnly, newOnly);

        // The lower tail of the binomial distribution, with logarithms of its terms: 2^-n itself underflows from about a thousand tosses
        // on.
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

/// <summary>
/// A permutation test for macro accuracy, as McNemar's test is for accuracy. If the models are equally good, each image that exactly one of
/// them gets right could as well be the other's: the difference in macro accuracy is drawn again by tossing a coin for each such image,
/// with a fixed seed.
/// </summary>
internal static class SignFlipTest
{
    private const int Draws = 20_000;

    /// <summary>The two-sided probability that two equally good models differ at least this much in macro accuracy.</summary>
    /// <param name="labels">
    /// For each label the number of images that only the old and only the new model gets right, and of all its images.
    /// </param>
    /// <returns>A probability above 0, at most 1; 1 where the models never differ.</returns>
    public static double P(IReadOnlyList<(int OldOnly, int NewOnly, int Count)> labels)
    {
        double found = Math.Abs(labels.Sum(l => (l.NewOnly - l.OldOnly) / (double)l.Count));
        var random = new Pcg32(1);
        int atLeast = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            foreach ((int oldOnly, int newOnly, int count) in labels)
            {
                int tosses = oldOnly + newOnly;
                sum += ((2 * CountHeads(random, tosses)) - tosses) / (double)count;
            }

            atLeast += Math.Abs(sum) >= found - 1e-12 ? 1 : 0;
        }

        return (atLeast + 1) / (double)(Draws + 1);
    }

    private static int CountHeads(Pcg32 random, int tosses)
    {
        int heads = 0;
        for (; tosses >= 32; tosses -= 32)
        {
            heads += BitOperations.PopCount(random.Next());
        }

        return tosses == 0 ? heads : heads + BitOperations.PopCount(random.Next() >> (32 - tosses));
    }
}
