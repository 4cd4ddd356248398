namespace MaskML.Train.Audit;

/// <summary>The data of an audit.</summary>
/// <param name="Files">The images that can be used, in the order of the scan.</param>
/// <param name="Groups">For each file the index of the first file with the same picture, which may be its own.</param>
/// <param name="Labels">The labels in ordinal order.</param>
/// <param name="Samples">The crops of all files, in their order.</param>
/// <param name="SampleGroups">For each sample the group of its file.</param>
internal sealed record AuditData(
    IReadOnlyList<InspectedFile> Files,
    IReadOnlyList<int> Groups,
    IReadOnlyList<string> Labels,
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<int> SampleGroups)
{
    private readonly bool several = Files.Count > 0 && Files[^1].File.Source > 0;

    /// <summary>Groups of two or more files that are copies of one another.</summary>
    public IReadOnlyList<IReadOnlyList<InspectedFile>> Copies { get; } =
        [.. Files.Zip(Groups).GroupBy(f => f.Second, f => f.First).Select(g => g.ToArray()).Where(g => g.Length > 1)];

    /// <summary>Creates the data.</summary>
    /// <param name="files">The images that can be used.</param>
    /// <param name="groups">Their groups of duplicates.</param>
    public static AuditData Of(IReadOnlyList<InspectedFile> files, IReadOnlyList<int> groups)
    {
        string[] labels =
            [.. files.SelectMany(f => f.Targets).Select(t => t.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new AuditData(
            files,
            groups,
            labels,
            [.. files.SelectMany(f => f.Targets, (f, target) => new Sample(
                f.File,
                target,
                Array.IndexOf(labels, target.Label),
                f.File.GivenSplit ?? Split.Train,
                f.ContentHash,
                f.Width,
                f.Height,
                1))],
            [.. files.Zip(groups).SelectMany(f => f.First.Targets, (f, _) => f.Second)]);
    }

    /// <summary>The name of a file in reports.</summary>
    public string Name(ImageFile file) => SampleNames.Of(file, null, several);

    /// <summary>The name of a sample in reports.</summary>
    public string Name(Sample sample) => SampleNames.Of(sample.File, sample.Box, several);

    /// <summary>The name of a target of a file in reports.</summary>
    public string Name(ImageFile file, Target target) => SampleNames.Of(file, target.Box, several);
}
