using System.Text.Json.Serialization;

namespace MaskML.Train.Comparison;

/// <summary>A metric of two models that were judged on the same images.</summary>
/// <param name="Name">The metric, as in <c>metrics.json</c>.</param>
/// <param name="Old">Its value for the old model.</param>
/// <param name="New">Its value for the new model.</param>
/// <param name="Interval95">95 % interval of the difference by a paired bootstrap, lower and upper bound.</param>
/// <param name="P">
/// Probability of such a difference if the models are equally good: by McNemar's exact test for accuracy and recall, by tossing coins
/// for macro accuracy; null where the interval alone decides.
/// </param>
public sealed record MetricDifference(string Name, double Old, double New, IReadOnlyList<double> Interval95, double? P)
{
    private const double Level = 0.05;

    /// <summary>Metrics of which less is better.</summary>
    private static readonly string[] Losses = ["logLoss", "brier", "ece"];

    /// <summary>New minus old.</summary>
    public double Difference => New - Old;

    /// <summary>What the difference says of the new model.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
    public Verdict Verdict => !IsMoreThanChance ? Verdict.NoDifference : Difference > 0 == MoreIsBetter ? Verdict.Better : Verdict.Worse;

    /// <summary>Whether it is a share of images, which is written in percent.</summary>
    [JsonIgnore]
    public bool IsShare => Name is "accuracy" or "macroAccuracy" || Name.StartsWith("recall.", StringComparison.Ordinal);

    private bool MoreIsBetter => !Losses.Contains(Name, StringComparer.Ordinal);

    private bool IsMoreThanChance => P is { } p ? p < Level : Interval95[0] > 0 || Interval95[1] < 0;
}
