using MaskML.Predict.Models;

namespace MaskML.Predict.Reloading;

/// <summary>A model that passed its checks and is warm.</summary>
/// <param name="Content">What was loaded.</param>
/// <param name="Manifest">What the zip says of itself; null for a zip that MaskML did not write.</param>
internal sealed record LoadedModel<T>(T Content, ModelManifest? Manifest)
    where T : class, IDisposable;
