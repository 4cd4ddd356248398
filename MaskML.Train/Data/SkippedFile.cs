namespace MaskML.Train.Data;

/// <summary>A file, a folder or a box that is left out.</summary>
/// <param name="RelativePath">Path inside its source, with forward slashes.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Source">Index of its source in the configuration.</param>
public sealed record SkippedFile(string RelativePath, string Reason, int Source = 0);
