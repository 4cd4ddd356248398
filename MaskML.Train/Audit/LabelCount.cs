namespace MaskML.Train.Audit;

/// <summary>Number of images of a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Split">The split that the folders give; null where they give none.</param>
/// <param name="Count">How many.</param>
public sealed record LabelCount(string Label, string? Split, int Count);
