namespace MaskML.Train.Audit;

/// <summary>Images that stand in more than one of the given splits, so that figures on the held-out ones are better than they should be.</summary>
/// <param name="Counts">How many, by split and label.</param>
/// <param name="Files">The files.</param>
public sealed record LeakFinding(IReadOnlyList<LeakCount> Counts, IReadOnlyList<LeakedImage> Files);
