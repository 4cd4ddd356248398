namespace MaskML.Train.Audit;

/// <summary>One picture, or one face, under several labels, of which at most one is right.</summary>
/// <param name="Identical">Whether the pictures have the same bytes.</param>
/// <param name="Images">Its names with their labels.</param>
public sealed record Conflict(bool Identical, IReadOnlyList<LabelledName> Images);
