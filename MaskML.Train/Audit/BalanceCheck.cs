using MaskML.Train.Data;
using MaskML.Train.Runs;

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
        var labels = counts.GroupBy(c => c.Label, StringComparer.Ordinal).Select(g => (Label: g.Key, Count: g.Sum(c => c.Count))).OrderBy(l => l.Count).ToArray();
        double ratio = labels.Length == 0 ? 1 : labels[^1].Count / (double)labels[0].Count;
        var problems = new List<string>();
        if (ratio > MostRatio)
        {
            problems.Add(FormattableString.Invariant($"{labels[^1].Label} has {ratio:0.#} times the images of {labels[0].Label} ({labels[^1].Count:N0} and {labels[0].Count:N0})"));
        }

        foreach (string split in counts.Select(c => c.Split).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            problems.AddRange(labels.Where(l => !counts.Any(c => c.Label == l.Label && c.Split == split)).Select(l => $"{split} has no image of {l.Label}"));
        }

        return new BalanceFinding(counts, ratio, problems);
    }

    private static string? NameOf(Split? split) => split is { } given ? SampleNames.Of(given) : null;
}
