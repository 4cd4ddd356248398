namespace MaskML.Train.Audit;

/// <summary>
/// The images to leave out for a clean data set: all images of a conflict, since the right label is unknown; of copies all but the one
/// furthest from training; and images whose label is wrong with a given probability, but not those of a given validation or test split:
/// leaving out what a model gets wrong would make its metrics too good.
/// </summary>
internal static class CleanList
{
    /// <summary>Creates the list.</summary>
    /// <param name="report">The findings.</param>
    /// <param name="data">The audited data.</param>
    /// <param name="wrongAbove">A label counts as wrong if another label has at least this probability.</param>
    /// <returns>Each image once, in ordinal order of the names.</returns>
    public static IReadOnlyList<Exclusion> Of(AuditReport report, AuditData data, double wrongAbove)
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Conflict conflict in report.Conflicts)
        {
            foreach (LabelledName image in conflict.Images)
            {
                LabelledName other = conflict.Images.First(o => o.Label != image.Label);
                reasons.TryAdd(image.Path, $"conflict: the same picture is {other.Label} as {other.Path}");
            }
        }

        foreach (IReadOnlyList<InspectedFile> copies in data.Copies)
        {
            AddCopies([.. copies.Where(f => !reasons.ContainsKey(data.Name(f.File)))], data, reasons);
        }

        HashSet<string> heldOut = data.Samples.Where(s => s.File.GivenSplit is Split.Validation or Split.Test).Select(data.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (SuspectLabel s in report.Labels.Suspects.Where(s => s.SuggestedProbability >= wrongAbove && !heldOut.Contains(s.Path)))
        {
            reasons.TryAdd(s.Path, FormattableString.Invariant($"label: {s.Suggested} with probability {s.SuggestedProbability:0.000}"));
        }

        return [.. reasons.Select(r => new Exclusion(r.Key, r.Value))];
    }

    private static void AddCopies(InspectedFile[] copies, AuditData data, SortedDictionary<string, string> reasons)
    {
        // Of equal ones MaxBy takes the first in the order of the scan.
        if (copies.MaxBy(f => f.File.GivenSplit ?? Split.Train) is not { } kept)
        {
            return;
        }

        foreach (InspectedFile copy in copies.Where(f => f != kept))
        {
            string kind = copy.File.GivenSplit == kept.File.GivenSplit ? "duplicate" : "leak";
            string how = DuplicateCheck.ContentKey(copy) == DuplicateCheck.ContentKey(kept) ? "the same bytes as" : "the same picture as";
            reasons.TryAdd(data.Name(copy.File), $"{kind}: {how} {data.Name(kept.File)}");
        }
    }
}
