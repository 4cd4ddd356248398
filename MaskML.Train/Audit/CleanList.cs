using MaskML.Train.Data;

namespace MaskML.Train.Audit;

/// <summary>
/// What to leave out so that a data set is clean: all of a conflict, since nobody knows which label is right; of copies all but
/// one, the one furthest from training; and labels that are wrong with a stated probability, but not in a given validation or test
/// split: without the images that a model gets wrong, its figures there would be better than it is.
/// </summary>
internal static class CleanList
{
    /// <summary>Works the list out.</summary>
    /// <param name="report">What the audit found.</param>
    /// <param name="data">What it looked at.</param>
    /// <param name="wrongAbove">Least probability of another label for a label to count as wrong.</param>
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

        var heldOut = data.Samples.Where(s => s.File.GivenSplit is Split.Validation or Split.Test).Select(data.Name).ToHashSet(StringComparer.Ordinal);
        foreach (SuspectLabel suspect in report.Labels.Suspects.Where(s => s.SuggestedProbability >= wrongAbove && !heldOut.Contains(s.Path)))
        {
            reasons.TryAdd(suspect.Path, FormattableString.Invariant($"label: {suspect.Suggested} with probability {suspect.SuggestedProbability:0.000}"));
        }

        return [.. reasons.Select(r => new Exclusion(r.Key, r.Value))];
    }

    private static void AddCopies(InspectedFile[] copies, AuditData data, SortedDictionary<string, string> reasons)
    {
        // MaxBy takes the first of equals, that is, the first in the order of the scan.
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
