using MaskML.Predict.Models;

namespace MaskML.Predict.Reloading;

/// <summary>Describes a live model.</summary>
/// <param name="Name">Name of the model; empty for the default one.</param>
/// <param name="Version">1 for the first loaded model, incremented by each reload.</param>
/// <param name="Sha256">SHA-256 of the zip, in lower-case hexadecimal digits: the model's identity.</param>
/// <param name="Since">When the model came into use.</param>
/// <param name="Source">File or address of the model.</param>
/// <param name="Manifest">The manifest in the zip; null for a zip that MaskML did not write.</param>
public sealed record LiveModelInfo(
    string Name, long Version, string Sha256, DateTimeOffset Since, string Source, ModelManifest? Manifest);
