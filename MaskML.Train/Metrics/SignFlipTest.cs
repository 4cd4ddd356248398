using System.Numerics;

namespace MaskML.Train.Metrics;

/// <summary>
/// What McNemar's test is for accuracy, for macro accuracy: were the models equally good, each image that exactly one of them gets
/// right could as well be the other's. The labels' shares are drawn by tossing a coin for each such image, always with the same seed.
/// </summary>
internal static class SignFlipTest
{
    private const int Draws = 20_000;

    /// <summary>The two-sided probability that models which are equally good differ at least this much in macro accuracy.</summary>
    /// <param name="labels">For each label the images that only the old and only the new model gets right, and all its images.</param>
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
                sum += ((2 * Heads(random, tosses)) - tosses) / (double)count;
            }

            atLeast += Math.Abs(sum) >= found - 1e-12 ? 1 : 0;
        }

        return (atLeast + 1) / (double)(Draws + 1);
    }

    private static int Heads(Pcg32 random, int tosses)
    {
        int heads = 0;
        for (; tosses >= 32; tosses -= 32)
        {
            heads += BitOperations.PopCount(random.Next());
        }

        return tosses == 0 ? heads : heads + BitOperations.PopCount(random.Next() >> (32 - tosses));
    }
}
