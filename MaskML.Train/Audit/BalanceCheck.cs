using MaskML.Train.Data;

namespace MaskML.Train.Audit;

/// <summary>Counts images by label and split.</summary>
internal static class BalanceCheck
{
    /// <summary>With more images of one label for each of another, accuracy says little about the rare one.</summary>
    public const double MostRatio = 3;

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
        if (ratio > MostRatio)
        {
            problems.Add(FormattableString.Invariant($"{frequent} has {ratio:0.#} times the images of {rare} ({most:N0} and {fewest:N0})"));
        }

        foreach (string split in counts.Select(c => c.Split).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            IEnumerable<string> missing = labels.Select(l => l.Label).Except(counts.Where(c => c.Split == split).Select(c => c.Label), StringComparer.Ordinal);
            problems.AddRange(missing.Select(label => $"{split} has no image of {label}"));
        }

        return new BalanceFinding(counts, ratio, problems);
    }

    private static string? NameOf(Split? split) => split is { } given ? SampleNames.Of(given) : null;
}
