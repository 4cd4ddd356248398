namespace MaskML.Train.Audit;

/// <summary>
/// Looks for images of unusual size, shape or sharpness: those beyond Tukey's outer fences, three times the distance of the quartiles away
/// from them, on a logarithmic scale. Blank, blurred and whole-body pictures among faces come up so.
/// </summary>
internal static class OutlierCheck
{
    private const double Fence = 3;

    // Where nearly all images are alike, what differs by less than this is still alike (a factor of 1.2).
    private const double LeastSpread = 0.18;

    // Sharp pictures are no fault.
    private static readonly (string Name, Func<SampleStatistics, double> Value, bool HighCounts)[] Statistics =
    [
        ("pixels", s => s.Pixels, true),
        ("aspect ratio", s => s.AspectRatio, true),
        ("sharpness", s => s.Sharpness, false),
    ];

    /// <summary>Runs the check.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="statistics">What was measured of each.</param>
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
        double reach = Fence * Math.Max(upper - lower, LeastSpread);
        (double low, double high) = (lower - reach, highCounts ? upper + reach : double.PositiveInfinity);
        return Enumerable.Range(0, logs.Length)
            .Where(i => logs[i] < low || logs[i] > high)
            .OrderByDescending(i => Math.Max(low - logs[i], logs[i] - high))
            .Select(i => new Outlier(data.Name(data.Samples[i]), data.Samples[i].Label, name, values[i], Math.Exp(logs[i] < low ? low : high)));
    }
}
