namespace MaskML.Train.Data;

/// <summary>Images that are copies of one another.</summary>
/// <param name="Members">The copies, two or more, in the order of the scan.</param>
/// <param name="Identical">Whether all have the same bytes.</param>
public sealed record DuplicateGroup(IReadOnlyList<ImageFile> Members, bool Identical);
