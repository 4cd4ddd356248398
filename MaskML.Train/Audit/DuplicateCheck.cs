namespace MaskML.Train.Audit;

/// <summary>Files that show the same picture.</summary>
/// <param name="Identical">Whether all have the same bytes.</param>
/// <param name="Files">Their names, in the order of the scan.</param>
internal sealed record DuplicateSet(bool Identical, IReadOnlyList<string> Files);

/// <summary>Images that occur more than once.</summary>
/// <param name="IdenticalCopies">Number of files with the bytes of an earlier file.</param>
/// <param name="NearCopies">
/// Number of files with other bytes and the picture of an earlier file: compressed again, resized, or cropped a little.
/// </param>
/// <param name="Groups">The copies.</param>
internal sealed record DuplicateFinding(int IdenticalCopies, int NearCopies, IReadOnlyList<DuplicateSet> Groups)
{
    /// <summary>Number of files that could be removed without losing a picture.</summary>
    public int Copies => IdenticalCopies + NearCopies;
}

/// <summary>Finds images that occur more than once.</summary>
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

    /// <summary>A key that is equal for files with equal bytes.</summary>
    internal static string ContentKey(InspectedFile file) => Convert.ToHexString(file.ContentHash.Span);
}
