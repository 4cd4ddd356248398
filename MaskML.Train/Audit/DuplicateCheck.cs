using MaskML.Train.Data;

namespace MaskML.Train.Audit;

/// <summary>Looks for images that are there more than once.</summary>
internal static class DuplicateCheck
{
    /// <summary>Runs the check.</summary>
    public static DuplicateFinding Run(AuditData data)
    {
        (int identical, int near) = (0, 0);
        var groups = new List<DuplicateSet>();
        foreach (IReadOnlyList<InspectedFile> copies in data.Copies)
        {
            int contents = copies.Select(ContentKey).Distinct(StringComparer.Ordinal).Count();
            identical += copies.Count - contents;
            near += contents - 1;
            groups.Add(new DuplicateSet(contents == 1, [.. copies.Select(f => data.Name(f.File))]));
        }

        return new DuplicateFinding(identical, near, groups);
    }

    /// <summary>A text that two files share if they have the same bytes.</summary>
    internal static string ContentKey(InspectedFile file) => Convert.ToHexString(file.ContentHash.Span);
}
