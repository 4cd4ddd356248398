namespace MaskML.Train.Data;

/// <summary>What looking into the files gave.</summary>
/// <param name="Files">Usable images, in the order of the scan.</param>
/// <param name="Skipped">Files and boxes that cannot be used, with the reason.</param>
/// <param name="Notes">What the user should know, such as wrongly named files.</param>
/// <param name="CacheHits">Files that were not decoded, because an earlier run did.</param>
public sealed record Inspection(
    IReadOnlyList<InspectedFile> Files, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Notes, int CacheHits);
