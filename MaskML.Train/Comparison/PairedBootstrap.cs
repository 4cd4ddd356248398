using MaskML.Predict.Numbers;

namespace MaskML.Train.Comparison;

/// <summary>
/// Intervals of the differences between two models that were scored on the same images: the images are drawn again with replacement, the
/// same ones for both models, with a fixed seed (B. Efron 1979).
/// </summary>
internal static class PairedBootstrap
{
    private const int Draws = 2000;
    private const double Tail = 0.025;

    /// <summary>The 95 % intervals.</summary>
    /// <param name="old">Functions of the weights that compute the old model's metrics.</param>
    /// <param name="new">The same for the new model.</param>
    /// <param name="weights">The weight of each image; copies share the weight of one.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>For each metric lower and upper bound of new minus old; NaN where the metric does not exist.</returns>
    public static IReadOnlyList<double[]> Of(
        IReadOnlyList<Func<double[], double>> old,
        IReadOnlyList<Func<double[], double>> @new,
        IReadOnlyList<double> weights,
        CancellationToken cancellationToken)
    {
        double[][] differences = new double[Draws][];
        double[] sums = new double[weights.Count];
        double total = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = total += weights[i];
        }

        int images = Math.Max(1, (int)Math.Round(total));
        bool isPlain = weights.All(weight => weight == 1);
        Parallel.For(
            0,
            Draws,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new double[sums.Length],
            (draw, _, drawn) =>
            {
                // A generator for each draw, so that the number of threads does not change the result.
                var random = new Pcg32(1, (ulong)draw);
                Array.Clear(drawn);
                for (int i = 0; i < images; i++)
                {
                    drawn[isPlain ? random.Below(images) : Draw(random)]++;
                }

                differences[draw] = [.. old.Zip(@new, (before, after) => after(drawn) - before(drawn))];
                return drawn;
            },
            _ => { });

        // An image is drawn as often as its weight says.
        int Draw(Pcg32 random)
        {
            int found = Array.BinarySearch(sums, total * random.Next() / ((double)uint.MaxValue + 1));
            return Math.Min(found < 0 ? ~found : found + 1, sums.Length - 1);
        }

        return [.. old.Select((_, metric) => Interval([.. differences.Select(d => d[metric]).Where(d => !double.IsNaN(d))]))];
    }

    private static double[] Interval(double[] differences)
    {
        if (differences.Length == 0)
        {
            return [double.NaN, double.NaN];
        }

        Array.Sort(differences);
        return [differences[(int)(Tail * differences.Length)], differences[(int)Math.Ceiling((1 - Tail) * differences.Length) - 1]];
    }
}
