namespace MaskML.Train.Data;

/// <summary>An image file with its labels, as the scan found it; nothing is known yet about its content.</summary>
/// <param name="Path">Where the file is.</param>
/// <param name="RelativePath">Path inside its source, with forward slashes.</param>
/// <param name="Source">Index of its source in the configuration.</param>
/// <param name="GivenSplit">The split that the folder gives it; null where the folder gives none.</param>
/// <param name="Targets">What it shows: one target without a box, or the annotated faces.</param>
public sealed record ImageFile(string Path, string RelativePath, int Source, Split? GivenSplit, IReadOnlyList<Target> Targets);
