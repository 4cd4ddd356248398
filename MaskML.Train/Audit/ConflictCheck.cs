using MaskML.Predict.Faces;

namespace MaskML.Train.Audit;

/// <summary>An image with its label.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
internal sealed record LabelledName(string Path, string Label);

/// <summary>One picture or one face with several labels, of which at most one is right.</summary>
/// <param name="Identical">Whether the pictures have the same bytes.</param>
/// <param name="Images">Its names with their labels.</param>
internal sealed record Conflict(bool Identical, IReadOnlyList<LabelledName> Images);

/// <summary>
/// Finds pictures with several labels: copies of an image in folders of different labels, and boxes at the same place of a photo or of
/// byte-identical photos.
/// </summary>
internal static class ConflictCheck
{
    // Boxes whose intersection over union exceeds this are the same face.
    private const double SameFace = 0.6;

    /// <summary>Runs the check.</summary>
    public static IReadOnlyList<Conflict> Run(AuditData data) => [.. Whole(data), .. Faces(data)];

    private static IEnumerable<Conflict> Whole(AuditData data) =>
        from copies in data.Copies
        let whole = copies.Where(f => f.Targets[0].Box is null).ToArray()
        where whole.Select(f => f.Targets[0].Label).Distinct(StringComparer.Ordinal).Count() > 1
        select new Conflict(
            whole.Select(DuplicateCheck.ContentKey).Distinct(StringComparer.Ordinal).Count() == 1,
            [.. whole.Select(f => new LabelledName(data.Name(f.File), f.Targets[0].Label))]);

    private static IEnumerable<Conflict> Faces(AuditData data)
    {
        IEnumerable<InspectedFile> annotated = data.Files.Where(f => f.Targets[0].Box is not null);
        foreach (IGrouping<string, InspectedFile> photos in annotated.GroupBy(DuplicateCheck.ContentKey, StringComparer.Ordinal))
        {
            (ImageFile File, Target Face)[] faces = [.. photos.SelectMany(p => p.Targets, (p, face) => (p.File, face))];
            var sets = new DisjointSets(faces.Length);
            for (int a = 0; a < faces.Length; a++)
            {
                for (int b = a + 1; b < faces.Length; b++)
                {
                    if (Boxes.IoU(faces[a].Face.Box!.Value, faces[b].Face.Box!.Value) > SameFace)
                    {
                        sets.Join(a, b);
                    }
                }
            }

            foreach (var same in faces.Select((f, i) => (f.File, f.Face, Set: sets.Find(i))).GroupBy(f => f.Set))
            {
                if (same.Select(f => f.Face.Label).Distinct(StringComparer.Ordinal).Count() > 1)
                {
                    yield return new Conflict(true, [.. same.Select(f => new LabelledName(data.Name(f.File, f.Face), f.Face.Label))]);
                }
            }
        }
    }
}
