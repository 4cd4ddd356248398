namespace MaskML.Train.Audit;

/// <summary>An unusual image.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Statistic">What is unusual: <c>pixels</c>, <c>aspect ratio</c> or <c>sharpness</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The lowest or highest usual value of this data set, whichever it exceeds.</param>
internal sealed record Outlier(string Path, string Label, string Statistic, double Value, double Limit)
{
    /// <summary>A description of what is unusual.</summary>
    public string Describe() => $"{Statistic} {Write(Value)}, usual {(Value < Limit ? "from" : "up to")} {Write(Limit)}";

    private static string Write(double value) => value.ToString(value < 100 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}

/// <summary>
/// Finds images of unusual size, shape or sharpness: those beyond Tukey's outer fences, three interquartile ranges from the quartiles, on a
/// logarithmic scale. This finds blank, blurred and whole-body pictures among faces.
/// </summary>
internal static class OutlierCheck
{
    private const double Fence = 3;

    // A lower limit of the interquartile range (a factor of 1.2), for data sets of nearly equal images.
    private const double MinSpread = 0.18;

    // High sharpness is not unusual.
    private static readonly (string Name, Func<SampleStatistics, double> Value, bool HighCounts)[] Statistics =
    [
        ("pixels", s => s.Pixels, true),
        ("aspect ratio", s => s.AspectRatio, true),
        ("sharpness", s => s.Sharpness, false),
    ];

    /// <summary>Runs the check.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="statistics">Their statistics.</param>
    public static IReadOnlyList<Outlier> Run(AuditData data, IReadOnlyList<SampleStatistics> statistics) =>
        [.. Statistics.SelectMany(s => Find(data, [.. statistics.Select(s.Value)], s.Name, s.HighCounts))];

    private static IEnumerable<Outlier> Find(AuditData data, double[] values, string name, bool highCounts)
    {
        if (values.Length == 0)
        {
            return [];
        }

        double[] logs = [.. values.Select(v => Math.Log(v + 1e-3))];
        double[] sorted = [.. logs.Order()];
        (double lower, double upper) = (sorted[sorted.Length / 4], sorted[sorted.Length * 3 / 4]);
        double reach = Fence * Math.Max(upper - lower, MinSpread);
        (double low, double high) = (lower - reach, highCounts ? upper + reach : double.PositiveInfinity);
        return Enumerable.Range(0, logs.Length)
            .Where(i => logs[i] < low || logs[i] > high)
            .OrderByDescending(i => Math.Max(low - logs[i], logs[i] - high))
            .Select(i => new Outlier(
                data.Name(data.Samples[i]), data.Samples[i].Label, name, values[i], Math.Exp(logs[i] < low ? low : high)));
    }
}
