namespace MaskML.Train.Audit;

/// <summary>Files that show the same picture.</summary>
/// <param name="Identical">Whether all have the same bytes.</param>
/// <param name="Files">Their names, in the order of the scan.</param>
public sealed record DuplicateSet(bool Identical, IReadOnlyList<string> Files);
