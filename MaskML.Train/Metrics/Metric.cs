namespace MaskML.Train.Metrics;

/// <summary>Labelled images with a model's scores.</summary>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="Images">The images.</param>
internal sealed record ScoredSet(IReadOnlyList<string> Labels, IReadOnlyList<ScoredImage> Images);

/// <summary>
/// A metric: how it is computed, compared and written. All metrics are in <see cref="MetricTable"/>, from which <c>metrics.json</c>,
/// gates, comparisons, reports and the list of runs take what they show; a new metric is one entry there.
/// </summary>
/// <param name="Name">The name in <c>metrics.json</c>, gates and comparisons.</param>
/// <param name="Title">The name in reports.</param>
/// <param name="Prepare">
/// Prepares the images and returns the function that computes the metric when image i has the weight <c>weights[i]</c>. The function is
/// called thousands of times and from several threads; it returns NaN where the metric does not exist.
/// </param>
internal sealed record Metric(string Name, string Title, Func<ScoredSet, Func<double[], double>> Prepare)
{
    /// <summary>Whether it is a share of images, written in percent; otherwise it is written with four decimals.</summary>
    public bool IsShare { get; init; }

    /// <summary>Whether a lower value is better.</summary>
    public bool LowerIsBetter { get; init; }

    /// <summary>The highest value that the metric can have; the lowest is 0.</summary>
    public double Most { get; init; } = 1;

    /// <summary>The name where there is room for an explanation.</summary>
    public string LongTitle { get => field ?? Title; init; }

    /// <summary>The name as the heading of a column.</summary>
    public string ShortTitle { get => field ?? Title; init; }

    /// <summary>The name in the console's line about a split; null leaves the metric out.</summary>
    public string? ConsoleTitle { get; init; }

    /// <summary>The remark below the value on a report's card, unless there is an interval to show.</summary>
    public Func<ClassificationMetrics, string> Remark { get; init; } = _ => "";

    /// <summary>The 95 % interval, lower and upper bound; null where none is known.</summary>
    public Func<ConfusionMatrix, double[]>? Interval95 { get; init; }

    /// <summary>
    /// The probability of a difference at least as large between two equally good models, from each label's number of images that only the
    /// old or only the new model gets right and of all its images; null where the bootstrap interval of the difference decides.
    /// </summary>
    public Func<IReadOnlyList<(int OldOnly, int NewOnly, int Count)>, double>? Test { get; init; }

    /// <summary>The place on a report's cards; metrics of equal rank keep the order of the table.</summary>
    public int CardRank { get; init; }

    /// <summary>The place in comparisons; metrics of equal rank keep the order of the table.</summary>
    public int ComparisonRank { get; init; }

    /// <summary>Writes a value; a metric that does not exist gives an empty text.</summary>
    public string Format(double value) =>
        double.IsNaN(value) ? "" : value.ToString(IsShare ? "P2" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>Writes a difference with its sign, shares in percentage points.</summary>
    public string FormatDifference(double value) => IsShare
        ? (100 * value).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)
        : value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
