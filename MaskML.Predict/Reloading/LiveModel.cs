namespace MaskML.Predict.Reloading;

/// <summary>
/// Loads models from a source into a slot. A new model is read, checked and warmed up while the old one stays in use, and then
/// replaces it. A model that cannot be used is rejected, and the old one stays in use.
/// </summary>
/// <param name="name">Name of the model; empty for the default one.</param>
/// <param name="source">The source of the model; disposed with this object.</param>
/// <param name="load">Loads a snapshot, checks it and warms it up; throws <see cref="InputException"/> if it cannot be used.</param>
/// <param name="services">Clock, log and metrics.</param>
internal sealed class LiveModel<T>(string name, IModelSource source, Func<ModelSnapshot, LoadedModel<T>> load, LiveModelServices services)
    : IAsyncDisposable
    where T : class, IDisposable
{
    // A read from a file system that has gone away cannot be cancelled.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim starting = new(1);
    private readonly CancellationTokenSource stopping = new();
    private Task? loop;

    /// <summary>The current model.</summary>
    public ModelSlot<T> Slot { get; } = new(name, services);

    /// <summary>
    /// Loads the first model, unless one is loaded already, and starts to watch the source. An optional source may not have a model yet.
    /// </summary>
    /// <exception cref="InputException">The model cannot be used; the next call tries again.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (Slot.Current is not null)
        {
            return;
        }

        await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            if (Slot.Current is null && loop is null)
            {
                await LoadFirstAsync(cancellationToken).ConfigureAwait(false);
                loop = source.Watches ? Task.Run(WatchAsync, CancellationToken.None) : null;
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
        await stopping.CancelAsync().ConfigureAwait(false);
        if (!await starting.WaitAsync(MaxWait).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await Task.WhenAny(loop ?? Task.CompletedTask, Task.Delay(MaxWait)).ConfigureAwait(false);
            Slot.Clear();
            source.Dispose();
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task LoadFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            ModelSnapshot? first = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (first is not null)
            {
                Load(first);
                return;
            }

            if (Slot.Health.LastFailure is null)
            {
                Slot.ReportFailure($"{source.Location}: there is no such file yet.", null);
            }
        }
        catch (Exception e)
        {
            // The next attempt must read the model again.
            source.Reset();
            if (e is not OperationCanceledException)
            {
                Slot.ReportFailure(e.Message, null);
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
                await source.WaitAsync(stopping.Token).ConfigureAwait(false);
                await CheckAsync(stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The object is being disposed.
        }
        catch (Exception e)
        {
            Slot.ReportFailure($"{source.Location}: changes are not noticed any more: {e.Message}", null);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        ModelSnapshot? snapshot = null;
        try
        {
            snapshot = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (snapshot is null
                || (Slot.Health is { State: not ModelState.Healthy, LastFailure.Sha256: { } rejected } && rejected == snapshot.Sha256))
            {
                return; // Unchanged, or rejected before.
            }

            if (snapshot.Sha256 == Slot.Current?.Sha256)
            {
                Slot.ReportUnchanged(source.Location);
                return;
            }

            Load(snapshot);
        }
        catch (InputException e) when (e.InnerException is not IOException or EndOfStreamException)
        {
            Slot.ReportFailure(e.Message, snapshot?.Sha256);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The cause is not the model, but for example a full disk or a missing permission. The loop continues and tries again.
            source.Reset();
            Slot.ReportFailure(e.Message, null);
        }
    }

    private void Load(ModelSnapshot snapshot) => Slot.Replace(snapshot, load(snapshot));
}
