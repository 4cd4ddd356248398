using MaskML.Train.Audit;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Tests.Audit;

/// <summary>Data sets for checks that look at no pixels.</summary>
internal static class AuditSubject
{
    /// <summary>Puts files together, each with one target.</summary>
    /// <param name="files">For each file name, label, split, box, and a number that stands for its content.</param>
    /// <param name="groups">The groups of near-duplicates; by default files of the same content.</param>
    public static AuditData Of(IReadOnlyList<(string Name, string Label, Split? Split, Rect? Box, int Content)> files, int[]? groups = null)
    {
        InspectedFile[] inspected =
        [
            .. files.Select(f =>
            {
                Target[] targets = [new Target(f.Label, f.Box)];
                return new InspectedFile(
                    new ImageFile("/data/" + f.Name, f.Name, 0, f.Split, targets),
                    targets,
                    BitConverter.GetBytes(f.Content),
                    100,
                    100);
            }),
        ];
        return AuditData.Of(inspected, groups ?? [.. files.Select(f => files.TakeWhile(other => other.Content != f.Content).Count())]);
    }
}
