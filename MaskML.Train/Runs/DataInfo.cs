namespace MaskML.Train.Runs;

/// <summary>A data set in a report.</summary>
/// <param name="Path">The folder; several are separated by semicolons.</param>
/// <param name="Sha256">Hash over paths, labels and contents.</param>
/// <param name="Labels">Number of images of each label.</param>
/// <param name="Splits">Number of images of each label in each split.</param>
/// <param name="SplitSha256">For each split a hash of its images, to compare the test splits of two runs.</param>
/// <param name="Skipped">What was left out, with the reason.</param>
/// <param name="Notes">Remarks for the user.</param>
/// <param name="Duplicates">Number of images that are a copy of another image.</param>
/// <param name="DuplicateGroups">Groups of copies, each with the paths of its images.</param>
/// <param name="LeaksRemoved">Images that were left out because another of the given splits holds a copy.</param>
public sealed record DataInfo(
    string Path,
    string Sha256,
    IReadOnlyDictionary<string, int> Labels,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Splits,
    IReadOnlyDictionary<string, string> SplitSha256,
    IReadOnlyList<SkippedInfo> Skipped,
    IReadOnlyList<string> Notes,
    int Duplicates,
    IReadOnlyList<IReadOnlyList<string>> DuplicateGroups,
    IReadOnlyList<string> LeaksRemoved)
{
    /// <summary>Describes a data set.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="sources">Its folders, as the configuration writes them.</param>
    internal static DataInfo Of(Dataset dataset, IReadOnlyList<string> sources)
    {
        bool several = dataset.Samples[^1].File.Source > 0;
        return new DataInfo(
            string.Join(';', sources),
            dataset.Sha256,
            Count(dataset.Samples),
            BySplit(Count),
            BySplit(samples => SplitHash.Of(samples.Select(s => (SampleNames.Of(s, several), s.Label, s.ContentHash)))),
            [.. dataset.Skipped.Select(s => new SkippedInfo(s.RelativePath, s.Reason))],
            dataset.Notes,
            dataset.DuplicateGroups.Sum(g => g.Members.Count - 1),
            [.. dataset.DuplicateGroups.Select(g => g.Members.Select(m => m.RelativePath).ToArray())],
            [.. dataset.Leaks.Select(l => $"{l.File.RelativePath} = {l.CopyOf.RelativePath}")]);

        Dictionary<string, T> BySplit<T>(Func<IEnumerable<Sample>, T> of) =>
            dataset.Samples.Select(s => s.Split).Distinct().Order()
                .ToDictionary(SampleNames.Of, split => of(dataset.Samples.Where(s => s.Split == split)), StringComparer.Ordinal);

        static IReadOnlyDictionary<string, int> Count(IEnumerable<Sample> samples) =>
            samples.CountBy(s => s.Label).OrderBy(count => count.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }
}
