namespace MaskML.Train.Data;

/// <summary>What a scan found.</summary>
/// <param name="Files">Images with their labels: by source, then in ordinal order of the relative path.</param>
/// <param name="Skipped">Folders, photos and boxes that cannot be used, with the reason.</param>
/// <param name="Notes">What the user should know, such as how many files have no label.</param>
public sealed record ScanResult(IReadOnlyList<ImageFile> Files, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Notes);
