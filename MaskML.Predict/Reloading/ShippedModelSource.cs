namespace MaskML.Predict.Reloading;

/// <summary>The model inside this assembly, which never changes.</summary>
internal sealed class ShippedModelSource : IModelSource
{
    /// <inheritdoc/>
    public string Location => ShippedFiles.Model;

    /// <inheritdoc/>
    public bool Watches => false;

    /// <summary>The model.</summary>
    public static ModelSnapshot Snapshot() => new(ShippedFiles.ReadAllBytes(ShippedFiles.Model), ShippedFiles.Model);

    /// <inheritdoc/>
    public Task<ModelSnapshot?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<ModelSnapshot?>(Snapshot());

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
