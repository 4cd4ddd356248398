namespace MaskML.Bench.Http;

/// <summary>Result of a load.</summary>
/// <param name="Seconds">Duration of the load.</param>
/// <param name="Milliseconds">Time to each answer, from the moment when the request was due.</param>
/// <param name="Outcomes">Number of requests by outcome: a status or the name of a fault.</param>
internal sealed record LoadResult(double Seconds, IReadOnlyList<double> Milliseconds, IReadOnlyDictionary<string, int> Outcomes)
{
    private static readonly string[] Expected = ["200", "429"];

    /// <summary>Answered photos a second.</summary>
    public double Rate => Milliseconds.Count / Seconds;

    /// <summary>Number of requests that ended neither with 200 nor with 429.</summary>
    public int Failures => Outcomes.Where(outcome => !Expected.Contains(outcome.Key)).Sum(outcome => outcome.Value);

    /// <summary>A percentile of the times to an answer, in milliseconds.</summary>
    public double Percentile(double share)
    {
        double[] sorted = [.. Milliseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>The outcomes as text.</summary>
    public string Describe() => string.Join(
        ", ",
        Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Value} x {outcome.Key}"));
}
