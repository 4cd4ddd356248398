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

    /// <summary>What limits the comparison: images or labels that only one model has, and images known from training.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Compares two models, on the images that both were scored on and the labels that both know.</summary>
    /// <param name="old">The old model.</param>
    /// <param name="new">The new model.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InputException">The models have fewer than two labels, or no image, in common.</exception>
    public static ModelComparison Of(Contender old, Contender @new, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        (Contender allOld, Contender allNew) = (old, @new);
        (old, @new) = CommonImages.Of(old, @new);
        int[] newlyWrong = [.. Only(old, @new).OrderByDescending(i => @new.Images[i].Confidence)];
        int[] newlyRight = [.. Only(@new, old).OrderByDescending(i => old.Images[i].Confidence)];
        (int OldOnly, int NewOnly, int Count)[] counts = Count(old, newlyWrong, newlyRight);

        IReadOnlyList<Metric> metrics = MetricTable.Compared(old.Labels);
        Func<double[], double>[] before = [.. metrics.Select(metric => metric.Prepare(new ScoredSet(old.Labels, old.Images)))];
        Func<double[], double>[] after = [.. metrics.Select(metric => metric.Prepare(new ScoredSet(old.Labels, @new.Images)))];
        double[] weights = [.. old.Images.Select(image => image.Weight)];
        IReadOnlyList<double[]> intervals = PairedBootstrap.Of(before, after, weights, cancellationToken);
        MetricDifference[] differences = [.. metrics.Select((metric, i) =>
            new MetricDifference(metric, before[i](weights), after[i](weights), intervals[i], metric.Test?.Invoke(counts)))];
        return new ModelComparison(old, @new, [.. differences.Where(metric => !double.IsNaN(metric.Difference))], newlyWrong, newlyRight)
        {
            Remarks = CommonImages.Remarks(allOld, allNew, old, @new),
        };
    }

    private static IEnumerable<int> Only(Contender right, Contender wrong) =>
        Enumerable.Range(0, right.Images.Count).Where(i => right.Images[i].IsRight && !wrong.Images[i].IsRight);

    /// <summary>For each label the number of images that only one of the models gets right, and of all; copies count as one.</summary>
    private static (int OldOnly, int NewOnly, int Count)[] Count(Contender old, int[] newlyWrong, int[] newlyRight)
    {
        return [.. old.Labels.Select((_, label) =>
            (Sum(label, newlyWrong), Sum(label, newlyRight), Sum(label, Enumerable.Range(0, old.Images.Count))))];

        int Sum(int label, IEnumerable<int> images) =>
            (int)Math.Round(images.Sum(i => old.Images[i].Actual == label ? old.Images[i].Weight : 0));
    }
}
