using MaskML.Train.Data;

namespace MaskML.Train.Audit;

/// <summary>Looks for images that stand in more than one of the splits that the folders give.</summary>
internal static class LeakCheck
{
    /// <summary>Runs the check.</summary>
    public static LeakFinding Run(AuditData data)
    {
        LeakedImage[] leaks = [.. data.Copies.SelectMany(copies => InGroup(data, copies)).OrderBy(l => l.Path, StringComparer.Ordinal)];
        return new LeakFinding(
            [.. leaks.GroupBy(l => (l.Split, l.Label)).OrderBy(g => g.Key.Label, StringComparer.Ordinal).ThenBy(g => g.Key.Split, StringComparer.Ordinal)
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
