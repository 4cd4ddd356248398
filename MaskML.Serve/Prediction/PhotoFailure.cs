namespace MaskML.Serve.Prediction;

/// <summary>A photo among several that could not be used.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Error">Why not.</param>
internal sealed record PhotoFailure(string Source, string Error);
