using MaskML.Train.Metrics;

namespace MaskML.Train.Comparison;

/// <summary>
/// Intervals of the differences of two models that were judged on the same images: the images are drawn again with replacement, for
/// both models the same ones, always with the same seed (B. Efron 1979).
/// </summary>
internal static class PairedBootstrap
{
    private const int Draws = 2000;

    private const double Tail = 0.025;

    /// <summary>The 95 % intervals.</summary>
    /// <param name="old">The old model.</param>
    /// <param name="new">The new model.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>For each figure lower and upper bound of new minus old; not a number where the figure does not exist.</returns>
    public static IReadOnlyList<double[]> Of(WeightedFigures old, WeightedFigures @new, int images, CancellationToken cancellation)
    {
        double[][] differences = new double[Draws][];
        Parallel.For(
            0,
            Draws,
            new ParallelOptions { CancellationToken = cancellation },
            () => new int[images],
            (draw, _, weights) =>
            {
                // A generator of its own for each draw: the number of threads must not change what comes out.
                var random = new Pcg32(1, (ulong)draw);
                Array.Clear(weights);
                for (int i = 0; i < images; i++)
                {
                    weights[random.Below(images)]++;
                }

                differences[draw] = [.. old.Of(weights).Zip(@new.Of(weights), (before, after) => after - before)];
                return weights;
            },
            _ => { });
        return [.. Enumerable.Range(0, differences[0].Length).Select(figure => Interval([.. differences.Select(d => d[figure]).Where(d => !double.IsNaN(d))]))];
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
