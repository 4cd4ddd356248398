namespace MaskML.Train.Comparison;

/// <summary>Requires that a new model is not significantly worse than the old one in given metrics.</summary>
internal static class ComparisonGate
{
    private static IEnumerable<string> Known => MetricTable.Compared([]).Select(metric => metric.Name);

    /// <summary>Checks the names of metrics.</summary>
    /// <param name="metrics">The names, in any case.</param>
    /// <param name="option">The option that they come from, for messages.</param>
    /// <returns>The names in the case of <c>metrics.json</c>.</returns>
    /// <exception cref="UsageException">A name is unknown.</exception>
    public static IReadOnlyList<string> Parse(IEnumerable<string> metrics, string option) =>
    [.. metrics.Select(metric => Known.FirstOrDefault(known => known.Equals(metric, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"{option}: found '{metric}', expected one of {string.Join(", ", Known)}."))];

    /// <summary>Checks comparisons.</summary>
    /// <exception cref="GateException">A new model is significantly worse in one of the metrics; the message names all of them.</exception>
    public static void Check(IEnumerable<ModelComparison> comparisons, IReadOnlyList<string> metrics, string option)
    {
        string[] worse = [.. comparisons.SelectMany(c => metrics.SelectMany(metric => Worse(c, metric)))];
        if (worse.Length > 0)
        {
            throw new GateException($"{option}: {string.Join("; ", worse)}.");
        }
    }

    private static IEnumerable<string> Worse(ModelComparison c, string metric)
    {
        MetricDifference? found = c.Metrics.FirstOrDefault(m => m.Name == metric);
        return found is null ? [$"{metric} does not exist for {c.New.Name}"] : found.Verdict != Verdict.Worse ? [] :
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{metric} of {c.New.Name} is {found.New:0.####}, that of {c.Old.Name} {found.Old:0.####}: worse by more than chance"),
        ];
    }
}
