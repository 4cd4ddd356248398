using MaskML.Predict.Errors;
using MaskML.Train.Metrics;

namespace MaskML.Train.Comparison;

/// <summary>Two models on the same images.</summary>
/// <param name="Old">The old model.</param>
/// <param name="New">The new model.</param>
/// <param name="Metrics">Every metric with its difference.</param>
/// <param name="NewlyWrong">
/// Indices of the images that only the old model gets right, the new model's most confident mistakes first.
/// </param>
/// <param name="NewlyRight">
/// Indices of the images that only the new model gets right, the old model's most confident mistakes first.
/// </param>
public sealed record ModelComparison(
    Contender Old, Contender New, IReadOnlyList<MetricDifference> Metrics, IReadOnlyList<int> NewlyWrong, IReadOnlyList<int> NewlyRight)
{
    /// <summary>The difference in accuracy, which decides the verdict.</summary>
    public MetricDifference Accuracy => Metrics[0];

    /// <summary>Compares two models.</summary>
    /// <param name="old">The old model.</param>
    /// <param name="new">The new model, scored on the same images.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InputException">The models have different labels or were scored on different images.</exception>
    public static ModelComparison Of(Contender old, Contender @new, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        RequireSame(old, @new);
        int[] newlyWrong = [.. Only(old, @new).OrderByDescending(i => @new.Images[i].Confidence)];
        int[] newlyRight = [.. Only(@new, old).OrderByDescending(i => old.Images[i].Confidence)];
        (int OldOnly, int NewOnly, int Count)[] counts = Count(old, newlyWrong, newlyRight);

        IReadOnlyList<Metric> metrics = MetricTable.Compared(old.Labels);
        Func<int[], double>[] before = [.. metrics.Select(metric => metric.Prepare(new ScoredSet(old.Labels, old.Images)))];
        Func<int[], double>[] after = [.. metrics.Select(metric => metric.Prepare(new ScoredSet(old.Labels, @new.Images)))];
        IReadOnlyList<double[]> intervals = PairedBootstrap.Of(before, after, old.Images.Count, cancellationToken);
        int[] once = [.. Enumerable.Repeat(1, old.Images.Count)];
        MetricDifference[] differences = [.. metrics.Select((metric, i) =>
            new MetricDifference(metric, before[i](once), after[i](once), intervals[i], metric.Test?.Invoke(counts)))];
        return new ModelComparison(old, @new, [.. differences.Where(metric => !double.IsNaN(metric.Difference))], newlyWrong, newlyRight);
    }

    private static void RequireSame(Contender old, Contender @new)
    {
        if (!old.Labels.SequenceEqual(@new.Labels, StringComparer.Ordinal))
        {
            throw new InputException(
                $"{@new.Name} has the labels {string.Join(", ", @new.Labels)}, {old.Name} has {string.Join(", ", old.Labels)}: "
                + "expected the same, since answers to different questions cannot be compared.");
        }

        int same = old.Images.Zip(@new.Images)
            .TakeWhile(pair => pair.First.Path == pair.Second.Path && pair.First.Actual == pair.Second.Actual).Count();
        if (same < Math.Max(old.Images.Count, @new.Images.Count))
        {
            throw new InputException(
                $"{@new.Name} was judged on {@new.Images.Count} images, {old.Name} on {old.Images.Count}, and they are not the same ones. "
                + "Score both on one folder with --on DIR.");
        }
    }

    private static IEnumerable<int> Only(Contender right, Contender wrong) =>
        Enumerable.Range(0, right.Images.Count).Where(i => right.Images[i].IsRight && !wrong.Images[i].IsRight);

    /// <summary>For each label the number of images that only one of the models gets right, and of all its images.</summary>
    private static (int OldOnly, int NewOnly, int Count)[] Count(Contender old, int[] newlyWrong, int[] newlyRight)
    {
        var counts = new (int OldOnly, int NewOnly, int Count)[old.Labels.Count];
        Array.ForEach(newlyWrong, i => counts[old.Images[i].Actual].OldOnly++);
        Array.ForEach(newlyRight, i => counts[old.Images[i].Actual].NewOnly++);
        foreach (ScoredImage image in old.Images)
        {
            counts[image.Actual].Count++;
        }

        return counts;
    }
}
