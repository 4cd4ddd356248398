using MaskML.Predict.Errors;

namespace MaskML.Predict.Reloading;

/// <summary>
/// Keeps a slot filled from a source: one loader at a time reads, checks and warms a new model beside the old one, which then takes
/// over. What cannot be used is refused, and the old model stays.
/// </summary>
/// <param name="name">Name of the model; empty for the default one.</param>
/// <param name="source">Where it comes from; disposed with this.</param>
/// <param name="load">Loads a snapshot, checks it and warms it up; throws <see cref="InputException"/> if it cannot be used.</param>
/// <param name="services">Clock, log and metrics.</param>
internal sealed class LiveModel<T>(string name, IModelSource source, Func<ModelSnapshot, LoadedModel<T>> load, LiveModelServices services)
    : IAsyncDisposable
    where T : class, IDisposable
{
    private readonly SemaphoreSlim starting = new(1);
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;

    /// <summary>The model.</summary>
    public ModelSlot<T> Slot { get; } = new(name, services);

    /// <summary>Loads the first model, unless there is one, and begins to watch.</summary>
    /// <exception cref="InputException">There is no model that can be used; the next call tries again.</exception>
    public async ValueTask StartAsync(CancellationToken cancel)
    {
        if (Slot.Current is not null)
        {
            return;
        }

        await starting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            if (Slot.Current is null)
            {
                await LoadFirstAsync(cancel).ConfigureAwait(false);
                loop = source.Watches ? Task.Run(WatchAsync, CancellationToken.None) : Task.CompletedTask;
            }
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await starting.WaitAsync().ConfigureAwait(false);
        try
        {
            await loop.ConfigureAwait(false);
            Slot.Clear();
            source.Dispose();
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task LoadFirstAsync(CancellationToken cancel)
    {
        try
        {
            ModelSnapshot? first = await source.ReadAsync(cancel).ConfigureAwait(false);
            Take(first ?? throw new InputException($"{source.Where}: nothing was given, expected a model."));
        }
        catch (Exception e)
        {
            // Whatever it was, the next attempt starts from scratch.
            source.Forget();
            if (e is not OperationCanceledException)
            {
                Slot.Refuse(e.Message, null);
            }

            throw;
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await source.WaitAsync(stop.Token).ConfigureAwait(false);
                await CheckAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task CheckAsync(CancellationToken cancel)
    {
        ModelSnapshot? snapshot = null;
        try
        {
            snapshot = await source.ReadAsync(cancel).ConfigureAwait(false);
            if (snapshot is null || (Slot.Health is { State: ModelState.Degraded, LastFailure.Sha256: { } refused } && refused == snapshot.Sha256))
            {
                return; // Nothing new, or known to be of no use.
            }

            if (snapshot.Sha256 == Slot.Current!.Sha256)
            {
                Slot.Confirm(source.Where);
                return;
            }

            Take(snapshot);
        }
        catch (InputException e) when (e.InnerException is not IOException or EndOfStreamException)
        {
            Slot.Refuse(e.Message, snapshot?.Sha256);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Not the model's fault: a full disk, a missing permission, a fault of ours. The loop goes on and tries again.
            source.Forget();
            Slot.Refuse(e.Message, null);
        }
    }

    private void Take(ModelSnapshot snapshot) => Slot.Put(snapshot, load(snapshot));
}
