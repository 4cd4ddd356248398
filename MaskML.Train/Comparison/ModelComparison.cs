using MaskML.Predict.Errors;
using MaskML.Train.Metrics;

namespace MaskML.Train.Comparison;

/// <summary>Two models on the same images.</summary>
/// <param name="Old">The old model.</param>
/// <param name="New">The new model.</param>
/// <param name="Metrics">Every metric with its difference.</param>
/// <param name="NewlyWrong">Indices of the images that only the old model gets right, the most confident mistakes first.</param>
/// <param name="NewlyRight">Indices of the images that only the new model gets right, the most confident mistakes of the old one first.</param>
internal sealed record ModelComparison(
    Contender Old, Contender New, IReadOnlyList<MetricDifference> Metrics, IReadOnlyList<int> NewlyWrong, IReadOnlyList<int> NewlyRight)
{
    /// <summary>The difference in accuracy, which the verdict goes by.</summary>
    public MetricDifference Accuracy => Metrics[0];

    /// <summary>Compares two models.</summary>
    /// <param name="old">The old model.</param>
    /// <param name="new">The new model, judged on the same images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The models have different labels or were judged on different images.</exception>
    public static ModelComparison Of(Contender old, Contender @new, CancellationToken cancellation)
    {
        RequireSame(old, @new);
        int[] newlyWrong = [.. Only(old, @new).OrderByDescending(i => @new.Images[i].Confidence)];
        int[] newlyRight = [.. Only(@new, old).OrderByDescending(i => old.Images[i].Confidence)];
        var oldFigures = new WeightedFigures(old.Labels.Count, old.Images);
        var newFigures = new WeightedFigures(old.Labels.Count, @new.Images);
        int[] once = [.. Enumerable.Repeat(1, old.Images.Count)];
        IReadOnlyList<double[]> intervals = PairedBootstrap.Of(oldFigures, newFigures, once.Length, cancellation);
        double?[] p = Tests(old, newlyWrong, newlyRight);
        double[] before = oldFigures.Of(once);
        double[] after = newFigures.Of(once);
        return new ModelComparison(
            old,
            @new,
            [.. WeightedFigures.Names(old.Labels)
                .Select((name, i) => new MetricDifference(name, before[i], after[i], intervals[i], p[i]))
                .Where(metric => !double.IsNaN(metric.Difference))],
            newlyWrong,
            newlyRight);
    }

    private static void RequireSame(Contender old, Contender @new)
    {
        if (!old.Labels.SequenceEqual(@new.Labels, StringComparer.Ordinal))
        {
            throw new InputException(
                $"{@new.Name} has the labels {string.Join(", ", @new.Labels)}, {old.Name} has {string.Join(", ", old.Labels)}: expected the same, since answers to different questions cannot be compared.");
        }

        int same = old.Images.Zip(@new.Images).TakeWhile(pair => pair.First.Path == pair.Second.Path && pair.First.Actual == pair.Second.Actual).Count();
        if (same < Math.Max(old.Images.Count, @new.Images.Count))
        {
            throw new InputException(
                $"{@new.Name} was judged on {@new.Images.Count} images, {old.Name} on {old.Images.Count}, and they are not the same ones. Score both on one folder with --on DIR.");
        }
    }

    private static IEnumerable<int> Only(Contender right, Contender wrong) => Enumerable.Range(0, right.Images.Count)
        .Where(i => right.Images[i].Predicted == right.Images[i].Actual && wrong.Images[i].Predicted != wrong.Images[i].Actual);

    private static double?[] Tests(Contender old, int[] newlyWrong, int[] newlyRight)
    {
        int labels = old.Labels.Count;
        var counts = new (int OldOnly, int NewOnly, int Count)[labels];
        Array.ForEach(newlyWrong, i => counts[old.Images[i].Actual].OldOnly++);
        Array.ForEach(newlyRight, i => counts[old.Images[i].Actual].NewOnly++);
        foreach (ScoredImage image in old.Images)
        {
            counts[image.Actual].Count++;
        }

        return
        [
            McNemarTest.P(newlyWrong.Length, newlyRight.Length),
            SignFlipTest.P([.. counts.Where(c => c.Count > 0)]),
            null,
            null,
            null,
            null,
            .. counts.Select(c => (double?)McNemarTest.P(c.OldOnly, c.NewOnly)),
        ];
    }
}
