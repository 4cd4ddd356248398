namespace MaskML.Train.Metrics;

/// <summary>A bound that a metric must keep, such as <c>accuracy=0.98</c>; an upper bound where a lower value is better.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Bound">The bound.</param>
internal sealed record MetricGate(Metric Metric, double Bound)
{
    private static IEnumerable<Metric> Known => MetricTable.All.OrderBy(metric => metric.LowerIsBetter);

    /// <summary>The description of gates in the help of a command.</summary>
    public static string Description => $"Exit code 4 if a test metric misses the value. Metrics: {Names}; "
        + $"{string.Join(", ", Known.Where(metric => metric.LowerIsBetter).Select(metric => metric.Name))} must not exceed it.";

    private static string Names => string.Join(", ", Known.Select(metric => metric.Name));

    /// <summary>Reads gates.</summary>
    /// <param name="texts">Texts such as <c>accuracy=0.98</c>.</param>
    /// <exception cref="UsageException">A metric is unknown, or a value is none that the metric can have.</exception>
    public static IReadOnlyList<MetricGate> Parse(IEnumerable<string> texts) => [.. texts.Select(Parse)];

    /// <summary>Checks metrics against gates.</summary>
    /// <exception cref="GateException">At least one gate is missed; the message names all of them.</exception>
    public static void Check(IEnumerable<MetricGate> gates, ClassificationMetrics metrics)
    {
        string[] missed = [.. gates.Where(gate => !gate.IsMet(metrics)).Select(gate => gate.Describe(metrics))];
        if (missed.Length > 0)
        {
            throw new GateException("--fail-under: " + string.Join("; ", missed) + ".");
        }
    }

    private static MetricGate Parse(string text)
    {
        string[] parts = text.Split('=', 2);
        Metric? metric = Known.FirstOrDefault(metric => metric.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        return parts.Length == 2 && metric is not null
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double bound) && double.IsFinite(bound)
            ? bound >= 0 && bound <= metric.Most
                ? new MetricGate(metric, bound)
                : throw new UsageException(FormattableString.Invariant(
                    $"--fail-under: found '{text}', expected a value of {metric.Name} from 0 to {metric.Most}, such as {metric.Name}=0.9."))
            : throw new UsageException(
                $"--fail-under: found '{text}', expected metric=value with a metric of {Names}, such as accuracy=0.98.");
    }

    // Comparing with NaN is false: a metric that does not exist misses every gate.
    private bool IsMet(ClassificationMetrics metrics) =>
        Metric.LowerIsBetter ? metrics[Metric.Name] <= Bound : metrics[Metric.Name] >= Bound;

    private string Describe(ClassificationMetrics metrics) => FormattableString.Invariant(
        $"{Metric.Name} is {metrics[Metric.Name]:0.####}, expected at {(Metric.LowerIsBetter ? "most" : "least")} {Bound}");
}
