namespace MaskML.Train.Data;

/// <summary>Something that was left out.</summary>
/// <param name="Path">Path inside its source.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record SkippedInfo(string Path, string Reason);
