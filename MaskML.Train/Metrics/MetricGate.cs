using System.CommandLine;
using System.Globalization;
using MaskML.Predict.Errors;

namespace MaskML.Train.Metrics;

/// <summary>A bound that a metric must keep: <c>accuracy=0.98</c>. Where less is better the bound is the largest value allowed.</summary>
/// <param name="Name">Name of the metric, as in <c>metrics.json</c>.</param>
/// <param name="Bound">The bound.</param>
public sealed record MetricGate(string Name, double Bound)
{
    private static readonly Dictionary<string, (Func<ClassificationMetrics, double> Value, bool LessIsBetter)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["accuracy"] = (m => m.Accuracy, false),
        ["macroAccuracy"] = (m => m.MacroAccuracy, false),
        ["rocAuc"] = (m => m.RocAuc ?? double.NaN, false),
        ["logLoss"] = (m => m.LogLoss, true),
        ["ece"] = (m => m.Ece, true),
        ["brier"] = (m => m.Brier, true),
    };

    /// <summary>The option that takes gates.</summary>
    public static Option<string[]> Option() => new("--fail-under")
    {
        HelpName = "metric=value",
        Description = $"Exit code 4 if a test metric misses the value. Metrics: {string.Join(", ", Known.Keys)}; of the last three more than the value fails.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Reads gates.</summary>
    /// <param name="texts">Texts such as <c>accuracy=0.98</c>.</param>
    /// <exception cref="UsageException">A metric is unknown, or a value is no number.</exception>
    public static IReadOnlyList<MetricGate> Parse(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(Parse)];
    }

    /// <summary>Checks metrics against gates.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="metrics">The metrics.</param>
    /// <exception cref="GateException">At least one gate is missed; the message names them all.</exception>
    public static void Check(IEnumerable<MetricGate> gates, ClassificationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(metrics);
        string[] missed = [.. gates.Where(gate => !gate.Holds(metrics)).Select(gate => gate.Describe(metrics))];
        if (missed.Length > 0)
        {
            throw new GateException("--fail-under: " + string.Join("; ", missed) + ".");
        }
    }

    private static MetricGate Parse(string text)
    {
        string[] parts = text.Split('=', 2);
        return parts.Length == 2
            && Known.ContainsKey(parts[0])
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double bound)
            && double.IsFinite(bound)
            ? new MetricGate(parts[0], bound)
            : throw new UsageException($"--fail-under: found '{text}', expected metric=value with a metric of {string.Join(", ", Known.Keys)}, such as accuracy=0.98.");
    }

    // A metric that is not a number misses any gate.
    private bool Holds(ClassificationMetrics metrics)
    {
        (Func<ClassificationMetrics, double> value, bool lessIsBetter) = Known[Name];
        return lessIsBetter ? value(metrics) <= Bound : value(metrics) >= Bound;
    }

    private string Describe(ClassificationMetrics metrics) => FormattableString.Invariant(
        $"{Name} is {Known[Name].Value(metrics):0.####}, expected at {(Known[Name].LessIsBetter ? "most" : "least")} {Bound}");
}
