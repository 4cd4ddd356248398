namespace MaskML.Train.Audit;

/// <summary>An image with its label.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
public sealed record LabelledName(string Path, string Label);
