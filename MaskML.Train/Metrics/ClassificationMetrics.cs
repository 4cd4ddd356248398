using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>Figures of a model on labelled images.</summary>
public sealed record ClassificationMetrics
{
    /// <summary>Number of images.</summary>
    public required int Count { get; init; }

    /// <summary>Share of images whose likeliest label is the actual one.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean recall over the labels that occur.</summary>
    public required double MacroAccuracy { get; init; }

    /// <summary>Mean negative logarithm of the actual label's probability, in nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Expected calibration error; see <see cref="Calibration"/>.</summary>
    public required double Ece { get; init; }

    /// <summary>Mean over the images of the summed squared differences between probabilities and truth.</summary>
    public required double Brier { get; init; }

    /// <summary>Area under the ROC curve, for two labels that both occur.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RocAuc { get; init; }

    /// <summary>How often each label was taken for which.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>Precision, recall, F1 and support of each label.</summary>
    public required IReadOnlyDictionary<string, LabelMetrics> PerLabel { get; init; }

    /// <summary>95 % intervals.</summary>
    public required MetricIntervals Interval95 { get; init; }

    /// <summary>Accuracy on the most confident share of the images.</summary>
    public required IReadOnlyList<CoveragePoint> Coverage { get; init; }

    /// <summary>Works the figures out.</summary>
    /// <param name="labels">The labels in the order of the scores.</param>
    /// <param name="images">The images; at least one.</param>
    public static ClassificationMetrics Of(IReadOnlyList<string> labels, IReadOnlyCollection<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        var confusion = ConfusionMatrix.Of(labels, images);
        var perLabel = labels.Select((label, i) => (label, confusion.MetricsOf(i))).ToDictionary(l => l.label, l => l.Item2, StringComparer.Ordinal);
        int right = images.Count(i => i.Predicted == i.Actual);
        return new ClassificationMetrics
        {
            Count = images.Count,
            Accuracy = right / (double)images.Count,
            MacroAccuracy = perLabel.Values.Where(l => l.Support > 0).Average(l => l.Recall),
            LogLoss = images.Average(i => -Math.Log(Math.Max(i.Scores[i.Actual], 1e-15))),
            Ece = Calibration.Ece(images),
            Brier = images.Average(i => i.Scores.Select((score, label) => Square(score - (label == i.Actual ? 1 : 0))).Sum()),
            RocAuc = labels.Count == 2 ? RocCurve.Area(images) : null,
            Confusion = confusion,
            PerLabel = perLabel,
            Interval95 = new MetricIntervals(WilsonInterval.Of(right, images.Count), MacroInterval.Of(confusion.Recalls)),
            Coverage = CoverageCurve.Of(images),
        };
    }

    private static double Square(double x) => x * x;
}
