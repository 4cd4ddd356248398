namespace MaskML.Train.Audit;

/// <summary>An image that stands in another split too.</summary>
/// <param name="Path">The file.</param>
/// <param name="Split">Its split.</param>
/// <param name="Label">Its label.</param>
/// <param name="Identical">Whether the other has the same bytes.</param>
/// <param name="CopyOf">The other; of several the one furthest from training.</param>
/// <param name="CopySplit">The split of the other.</param>
public sealed record LeakedImage(string Path, string Split, string Label, bool Identical, string CopyOf, string CopySplit);
