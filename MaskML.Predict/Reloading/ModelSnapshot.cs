namespace MaskML.Predict.Reloading;

/// <summary>The bytes of a model at one moment. Hashing, checks and loading use the same bytes even if the file changes.</summary>
/// <param name="Bytes">The zip.</param>
/// <param name="Location">Path or address of the zip, for messages.</param>
internal sealed record ModelSnapshot(byte[] Bytes, string Location)
{
    /// <summary>SHA-256 of the zip.</summary>
    public string Sha256 { get; } = ModelArchive.Hash(Bytes);
}

/// <summary>A model that has passed its checks and is warmed up.</summary>
/// <param name="Value">The model.</param>
/// <param name="Manifest">The manifest in the zip; null for a zip that MaskML did not write.</param>
internal sealed record LoadedModel<T>(T Value, ModelManifest? Manifest)
    where T : class, IDisposable;
