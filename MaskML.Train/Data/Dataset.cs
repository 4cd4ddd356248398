namespace MaskML.Train.Data;

/// <summary>A data set, split and ready for training.</summary>
/// <param name="Samples">All samples: by source, then path, then place in the annotations.</param>
/// <param name="Labels">The labels in ordinal order.</param>
/// <param name="Skipped">What is left out, with the reason.</param>
/// <param name="Notes">What the user should know.</param>
/// <param name="DuplicateGroups">Images that are copies of one another.</param>
/// <param name="Leaks">Images left out because the given splits hold a copy on another side.</param>
/// <param name="Sha256">Hash over paths, labels and contents, in lower-case hex: the same data give the same anywhere.</param>
/// <param name="CacheHits">Files that were not decoded, because an earlier run did.</param>
public sealed record Dataset(
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<string> Labels,
    IReadOnlyList<SkippedFile> Skipped,
    IReadOnlyList<string> Notes,
    IReadOnlyList<DuplicateGroup> DuplicateGroups,
    IReadOnlyList<LeakedFile> Leaks,
    string Sha256,
    int CacheHits)
{
    /// <summary>Number of images left out because the given splits hold a copy on another side.</summary>
    public int LeaksRemoved => Leaks.Count;

    /// <summary>What the user should know at once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Samples by label, split and source, in that order.</summary>
    public IReadOnlyList<SampleCount> Counts { get; } =
    [
        .. Samples.GroupBy(s => (s.Label, s.Split, s.File.Source))
            .OrderBy(g => g.Key.Label, StringComparer.Ordinal).ThenBy(g => g.Key.Split).ThenBy(g => g.Key.Source)
            .Select(g => new SampleCount(g.Key.Label, g.Key.Split, g.Key.Source, g.Count())),
    ];
}
