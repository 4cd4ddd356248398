using System.Text.Json.Serialization;

namespace MaskML.Predict.Reloading;

/// <summary>
/// Describes a live model. It can be given to callers as it is: it does not say where the model is kept, and as JSON it has no manifest,
/// whose configuration names folders of the machine that trained the model.
/// </summary>
/// <param name="Name">Name of the model; empty for the default one.</param>
/// <param name="Version">1 for the first loaded model, incremented by each reload.</param>
/// <param name="Sha256">SHA-256 of the zip, in lower-case hexadecimal digits: the model's identity.</param>
/// <param name="Since">When the model came into use.</param>
/// <param name="Manifest">The manifest in the zip; null for a zip that MaskML did not write.</param>
public sealed record LiveModelInfo(
    string Name, long Version, string Sha256, DateTimeOffset Since, [property: JsonIgnore] ModelManifest? Manifest);
