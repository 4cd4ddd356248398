namespace MaskML.Bench.Http;

/// <summary>What came of a load.</summary>
/// <param name="Seconds">How long it lasted.</param>
/// <param name="Milliseconds">How long each answered photo took, counted from when its request was due.</param>
/// <param name="Outcomes">How many requests came to which end: a status, or a failure's name.</param>
internal sealed record LoadResult(double Seconds, IReadOnlyList<double> Milliseconds, IReadOnlyDictionary<string, int> Outcomes)
{
    private static readonly string[] Expected = ["200", "429"];

    /// <summary>Answered photos a second.</summary>
    public double Rate => Milliseconds.Count / Seconds;

    /// <summary>Ends that are neither an answer nor a 429.</summary>
    public int Failures => Outcomes.Where(outcome => !Expected.Contains(outcome.Key)).Sum(outcome => outcome.Value);

    /// <summary>The duration that a share of the answers did not exceed.</summary>
    public double Percentile(double share)
    {
        double[] sorted = [.. Milliseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>The ends in words.</summary>
    public string Ends() => string.Join(", ", Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Value} x {outcome.Key}"));
}
