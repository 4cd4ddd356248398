namespace MaskML.Train.Data;

/// <summary>Number of samples of a kind.</summary>
/// <param name="Label">The label.</param>
/// <param name="Split">The split.</param>
/// <param name="Source">Index of the source.</param>
/// <param name="Count">How many.</param>
public sealed record SampleCount(string Label, Split Split, int Source, int Count);
