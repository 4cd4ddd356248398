using MaskML.Predict.Models;

namespace MaskML.Predict.Reloading;

/// <summary>Which model is live.</summary>
/// <param name="Name">Name of the model; empty for the default one.</param>
/// <param name="Version">1 for the first model that was loaded, one more after each reload.</param>
/// <param name="Sha256">SHA-256 of the zip, in lower-case hexadecimal digits: the model's identity.</param>
/// <param name="Since">When it took over.</param>
/// <param name="Source">File or address that it came from.</param>
/// <param name="Manifest">What the zip says of itself; null for a zip that MaskML did not write.</param>
public sealed record LiveModelInfo(
    string Name, long Version, string Sha256, DateTimeOffset Since, string Source, ModelManifest? Manifest);
