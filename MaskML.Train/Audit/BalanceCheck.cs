namespace MaskML.Train.Audit;

/// <summary>Number of images of a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Split">The split that the folders give; null if they give none.</param>
/// <param name="Count">The number.</param>
internal sealed record LabelCount(string Label, string? Split, int Count);

/// <summary>The balance of labels.</summary>
/// <param name="Counts">Number of images by label and split.</param>
/// <param name="Ratio">Number of images of the most frequent label divided by that of the rarest.</param>
/// <param name="Problems">Descriptions of what is unbalanced.</param>
internal sealed record BalanceFinding(IReadOnlyList<LabelCount> Counts, double Ratio, IReadOnlyList<string> Problems);

/// <summary>Counts images by label and split.</summary>
internal static class BalanceCheck
{
    /// <summary>Above this ratio accuracy says little about the rare label.</summary>
    public const double MaxRatio = 3;

    /// <summary>Runs the check.</summary>
    public static BalanceFinding Run(AuditData data)
    {
        LabelCount[] counts = [.. data.Samples.GroupBy(s => (s.Label, s.File.GivenSplit))
            .OrderBy(g => g.Key.Label, StringComparer.Ordinal).ThenBy(g => g.Key.GivenSplit)
            .Select(g => new LabelCount(g.Key.Label, NameOf(g.Key.GivenSplit), g.Count()))];
        (string Label, int Count)[] labels =
            [.. counts.GroupBy(c => c.Label, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(c => c.Count))).OrderBy(l => l.Item2)];
        ((string rare, int fewest), (string frequent, int most)) = (labels[0], labels[^1]);
        double ratio = most / (double)fewest;
        var problems = new List<string>();
        if (ratio > MaxRatio)
        {
            problems.Add(FormattableString.Invariant($"{frequent} has {ratio:0.#} times the images of {rare} ({most:N0} and {fewest:N0})"));
        }

        foreach (string split in counts.Select(c => c.Split).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            IEnumerable<string> present = counts.Where(c => c.Split == split).Select(c => c.Label);
            IEnumerable<string> missing = labels.Select(l => l.Label).Except(present, StringComparer.Ordinal);
            problems.AddRange(missing.Select(label => $"{split} has no image of {label}"));
        }

        return new BalanceFinding(counts, ratio, problems);
    }

    private static string? NameOf(Split? split) => split is { } given ? SampleNames.Of(given) : null;
}
