using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>Metrics of a model on labelled images.</summary>
[JsonConverter(typeof(ClassificationMetricsJson))]
public sealed record ClassificationMetrics
{
    /// <summary>Number of images.</summary>
    public required int Count { get; init; }

    /// <summary>Number of images without copies. All metrics and intervals count a group of copies as one image.</summary>
    public int Distinct { get; init; }

    /// <summary>Every metric that exists for these images, by its name in <c>metrics.json</c>.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>How often each label was predicted for each actual label.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>Precision, recall, F1 and support of each label.</summary>
    public required IReadOnlyDictionary<string, LabelMetrics> PerLabel { get; init; }

    /// <summary>95 % intervals by the name of the metric, each as lower and upper bound.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Interval95 { get; init; }

    /// <summary>Accuracy on the most confident share of the images.</summary>
    public required IReadOnlyList<CoveragePoint> Coverage { get; init; }

    /// <summary>Share of images whose predicted label is the actual one.</summary>
    public double Accuracy => this["accuracy"];

    /// <summary>Mean recall over the labels that occur.</summary>
    public double MacroAccuracy => this["macroAccuracy"];

    /// <summary>Mean negative logarithm of the actual label's probability, in nats.</summary>
    public double LogLoss => this["logLoss"];

    /// <summary>Expected calibration error, in 0..1: the mean distance of confidence and accuracy over 15 bins of the confidence.</summary>
    public double Ece => this["ece"];

    /// <summary>Mean over the images of the summed squared differences between probabilities and truth, in 0..2.</summary>
    public double Brier => this["brier"];

    /// <summary>Area under the ROC curve; null unless there are two labels and both occur.</summary>
    public double? RocAuc => Values.TryGetValue("rocAuc", out double area) ? area : null;

    /// <summary>A metric by its name in <c>metrics.json</c>; NaN where it does not exist for these images.</summary>
    /// <param name="name">The name, such as <c>accuracy</c>.</param>
    public double this[string name] => Values.GetValueOrDefault(name, double.NaN);

    /// <summary>Computes all metrics.</summary>
    /// <param name="labels">The labels in the order of the scores.</param>
    /// <param name="images">The images; at least one.</param>
    public static ClassificationMetrics Of(IReadOnlyList<string> labels, IReadOnlyList<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        var set = new ScoredSet(labels, images);
        var confusion = ConfusionMatrix.Of(labels, images);
        double[] weights = [.. images.Select(image => image.Weight)];
        return new ClassificationMetrics
        {
            Count = images.Count,
            Distinct = Math.Max(1, (int)Math.Round(weights.Sum())),
            Values = new OrderedDictionary<string, double>(
                MetricTable.All.Select(metric => KeyValuePair.Create(metric.Name, metric.Prepare(set)(weights)))
                    .Where(metric => !double.IsNaN(metric.Value)),
                StringComparer.Ordinal),
            Confusion = confusion,
            PerLabel = new OrderedDictionary<string, LabelMetrics>(
                labels.Select((label, i) => KeyValuePair.Create(label, confusion.MetricsOf(i))), StringComparer.Ordinal),
            Interval95 = new OrderedDictionary<string, IReadOnlyList<double>>(
                MetricTable.All.Where(metric => metric.Interval95 is not null)
                    .Select(metric => KeyValuePair.Create<string, IReadOnlyList<double>>(metric.Name, metric.Interval95!(confusion))),
                StringComparer.Ordinal),
            Coverage = CoverageCurve.Of(images),
        };
    }

    /// <summary>The console's line about a split.</summary>
    internal string Describe(string split)
    {
        IEnumerable<string> others = MetricTable.All.Where(metric => metric.ConsoleTitle is not null && Values.ContainsKey(metric.Name))
            .Select(metric => $"{metric.ConsoleTitle} {metric.Format(this[metric.Name])}");
        return FormattableString.Invariant(
            $"{split,-12} accuracy {Accuracy:P2} ({Percent(Interval95["accuracy"])}), {string.Join(", ", others)}, {Images}");
    }

    /// <summary>The numbers of images.</summary>
    internal string Images => Distinct == Count
        ? FormattableString.Invariant($"{Count} images")
        : FormattableString.Invariant($"{Count} images, {Distinct} without copies");

    /// <summary>An interval in percent.</summary>
    internal static string Percent(IReadOnlyList<double> interval) => FormattableString.Invariant($"{interval[0]:P2} to {interval[1]:P2}");
}
