namespace MaskML.Train.Audit;

/// <summary>Number of leaked images of a split and label.</summary>
/// <param name="Split">Their split.</param>
/// <param name="Label">Their label.</param>
/// <param name="Identical">Number of files whose bytes are also in another split.</param>
/// <param name="Near">Number of other files whose picture is also in another split.</param>
internal sealed record LeakCount(string Split, string Label, int Identical, int Near);

/// <summary>An image that is also in another split.</summary>
/// <param name="Path">The file.</param>
/// <param name="Split">Its split.</param>
/// <param name="Label">Its label.</param>
/// <param name="Identical">Whether the copy has the same bytes.</param>
/// <param name="CopyOf">The copy; of several the one furthest from training.</param>
/// <param name="CopySplit">The split of the copy.</param>
internal sealed record LeakedImage(string Path, string Split, string Label, bool Identical, string CopyOf, string CopySplit);

/// <summary>Images that are in more than one of the given splits, which makes metrics of the held-out splits too good.</summary>
/// <param name="Counts">Their number by split and label.</param>
/// <param name="Files">The files.</param>
internal sealed record LeakFinding(IReadOnlyList<LeakCount> Counts, IReadOnlyList<LeakedImage> Files);

/// <summary>Finds images that are in more than one of the splits that the folders give.</summary>
internal static class LeakCheck
{
    /// <summary>Runs the check.</summary>
    public static LeakFinding Run(AuditData data)
    {
        LeakedImage[] leaks = [.. data.Copies.SelectMany(copies => InGroup(data, copies)).OrderBy(l => l.Path, StringComparer.Ordinal)];
        return new LeakFinding(
            [.. leaks.GroupBy(l => (l.Split, l.Label))
                .OrderBy(g => g.Key.Label, StringComparer.Ordinal).ThenBy(g => g.Key.Split, StringComparer.Ordinal)
                .Select(g => new LeakCount(g.Key.Split, g.Key.Label, g.Count(l => l.Identical), g.Count(l => !l.Identical)))],
            leaks);
    }

    private static IEnumerable<LeakedImage> InGroup(AuditData data, IReadOnlyList<InspectedFile> copies)
    {
        InspectedFile[] given = [.. copies.Where(f => f.File.GivenSplit is not null)];
        foreach (InspectedFile file in given)
        {
            string content = DuplicateCheck.ContentKey(file);
            InspectedFile? other = given
                .Where(o => o.File.GivenSplit != file.File.GivenSplit)
                .OrderByDescending(o => DuplicateCheck.ContentKey(o) == content)
                .ThenByDescending(o => o.File.GivenSplit)
                .FirstOrDefault();
            if (other is not null)
            {
                yield return new LeakedImage(
                    data.Name(file.File),
                    SampleNames.Of(file.File.GivenSplit!.Value),
                    file.Targets[0].Label,
                    DuplicateCheck.ContentKey(other) == content,
                    data.Name(other.File),
                    SampleNames.Of(other.File.GivenSplit!.Value));
            }
        }
    }
}
