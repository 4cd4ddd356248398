using System.Text.Json.Serialization;

namespace MaskML.Train.Comparison;

/// <summary>What a difference says about the new model.</summary>
public enum Verdict
{
    /// <summary>Chance alone could make the difference.</summary>
    NoDifference,

    /// <summary>Better by more than chance.</summary>
    Better,

    /// <summary>Worse by more than chance.</summary>
    Worse,
}

/// <summary>A metric of two models that were scored on the same images.</summary>
public sealed record MetricDifference
{
    private const double SignificanceLevel = 0.05;

    internal MetricDifference(Metric metric, double old, double @new, IReadOnlyList<double> interval95, double? p) =>
        (Metric, Old, New, Interval95, P) = (metric, old, @new, interval95, p);

    /// <summary>The name of the metric in <c>metrics.json</c>; <c>recall.LABEL</c> for the recall of a label.</summary>
    public string Name => Metric.Name;

    /// <summary>The value of the old model.</summary>
    public double Old { get; }

    /// <summary>The value of the new model.</summary>
    public double New { get; }

    /// <summary>95 % interval of the difference by a paired bootstrap, lower and upper bound.</summary>
    public IReadOnlyList<double> Interval95 { get; }

    /// <summary>
    /// Probability of a difference at least as large if the models are equally good: by McNemar's exact test for accuracy and recall, by a
    /// sign-flip test for macro accuracy; null where the interval alone decides.
    /// </summary>
    public double? P { get; }

    /// <summary>New minus old.</summary>
    public double Difference => New - Old;

    /// <summary>What the difference says about the new model.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
    public Verdict Verdict => !IsSignificant ? Verdict.NoDifference
        : Difference > 0 != Metric.LowerIsBetter ? Verdict.Better
        : Verdict.Worse;

    /// <summary>The metric.</summary>
    [JsonIgnore]
    internal Metric Metric { get; }

    private bool IsSignificant => P is { } p ? p < SignificanceLevel : Interval95[0] > 0 || Interval95[1] < 0;
}
