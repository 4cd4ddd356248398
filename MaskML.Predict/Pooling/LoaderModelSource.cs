using MaskML.Predict.Reloading;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>The models of an application's <see cref="ModelLoader"/>, taken over as the zips that ML.NET saves.</summary>
internal sealed class LoaderModelSource(ModelLoader loader) : IModelSource
{
    private IChangeToken? token;

    /// <inheritdoc/>
    public string Location => loader.GetType().Name;

    /// <inheritdoc/>
    public bool Watches => true;

    /// <inheritdoc/>
    public Task<ModelSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            token = loader.GetReloadToken(); // Before the model, so that no change in between is missed.
            using var zip = new MemoryStream();
            new MLContext().Model.Save(loader.GetModel(), null, zip);
            return Task.FromResult<ModelSnapshot?>(new(zip.ToArray(), Location));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InputException($"{Location}: its model cannot be saved by ML.NET: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable registration = token!.RegisterChangeCallback(_ => changed.TrySetResult(), null);
        await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
