using MaskML.Predict.Errors;
using MaskML.Predict.Modeling;

namespace MaskML.Predict.Reloading;

/// <summary>
/// Holds the current model of one source and replaces it when the source changes: one loader at a time reads, checks and warms the
/// new model beside the old one, then swaps. What cannot be used is refused, and the old model stays.
/// </summary>
/// <param name="name">Name of the model; empty for the default one.</param>
/// <param name="source">Where it comes from; disposed with this.</param>
/// <param name="load">Loads a snapshot, checks it and warms it up; throws <see cref="InputException"/> if it cannot be used.</param>
/// <param name="services">Clock, log and metrics.</param>
internal sealed class LiveModel<T>(string name, IModelSource source, Func<ModelSnapshot, LoadedModel<T>> load, LiveModelServices services)
    : ILiveModel, IAsyncDisposable
    where T : class, IDisposable
{
    private readonly SemaphoreSlim starting = new(1);
    private readonly CancellationTokenSource stop = new();
    private Generation<T>? current;
    private Task loop = Task.CompletedTask;
    private ModelHealth health = new(ModelState.NotLoaded, null);

    /// <inheritdoc/>
    public event EventHandler<ModelReloadedEventArgs>? Reloaded;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public LiveModelInfo? Current => Volatile.Read(ref current)?.Info;

    /// <inheritdoc/>
    public ModelHealth Health => Volatile.Read(ref health);

    /// <summary>Loads the first model, unless there is one, and begins to watch.</summary>
    /// <exception cref="InputException">There is no model that can be used; the next call tries again.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref current) is not null)
        {
            return;
        }

        await starting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            if (current is null)
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

    /// <summary>Joins the users of the current model, which is not freed until they left.</summary>
    public Generation<T> Enter()
    {
        while (true)
        {
            Generation<T> generation = Volatile.Read(ref current) ?? throw new ObjectDisposedException(GetType().Name);
            if (generation.TryEnter())
            {
                return generation;
            }
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
            Interlocked.Exchange(ref current, null)?.Leave();
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
            if (e is MaskMLException)
            {
                Volatile.Write(ref health, new ModelHealth(ModelState.NotLoaded, new ReloadFailure(services.Time.GetUtcNow(), e.Message, null)));
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
            if (snapshot is null || (Health is { State: ModelState.Degraded, LastFailure.Sha256: { } refused } && refused == snapshot.Sha256))
            {
                return;
            }

            if (snapshot.Sha256 == Current!.Sha256)
            {
                Recover();
                return;
            }

            Take(snapshot);
        }
        catch (InputException e) when (e.InnerException is not IOException or EndOfStreamException)
        {
            Refuse(e.Message, snapshot);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Not the model's fault: a full disk, a missing permission, a fault of ours. The loop goes on and tries again.
            source.Forget();
            Refuse(e.Message, null);
        }
    }

    private void Take(ModelSnapshot snapshot)
    {
        LoadedModel<T> loaded = load(snapshot);
        LiveModelInfo? before = Current;
        var info = new LiveModelInfo(
            name, (before?.Version ?? 0) + 1, snapshot.Sha256, services.Time.GetUtcNow(), snapshot.Where, loaded.Manifest);
        if (before?.Manifest is not null && loaded.Manifest is null)
        {
            loaded.Content.Dispose();
            throw new InputException(
                $"{snapshot.Where}: the zip has no {ModelSchema.ManifestEntry}, and the live model has one. An unchecked model does not replace a checked one.");
        }

        services.Metrics.Generations(name, 1);
        var next = new Generation<T>(info, loaded.Content, () => services.Metrics.Generations(name, -1));
        Generation<T>? old = Interlocked.Exchange(ref current, next);
        Volatile.Write(ref health, new ModelHealth(ModelState.Healthy, health.LastFailure));
        services.Metrics.Reload(name, "live");
        services.Log.Live(name, info.Version, info.Sha256, info.Source);
        old?.Leave();
        if (before is not null)
        {
            Raise(new ModelReloadedEventArgs(before, info));
        }
    }

    private void Recover()
    {
        if (Health.State == ModelState.Degraded)
        {
            Volatile.Write(ref health, new ModelHealth(ModelState.Healthy, health.LastFailure));
            services.Log.Recovered(name, source.Where, Current!.Sha256);
        }
    }

    private void Refuse(string reason, ModelSnapshot? snapshot)
    {
        ModelHealth before = Health;
        bool known = before.State == ModelState.Degraded && before.LastFailure!.Reason == reason && before.LastFailure.Sha256 == snapshot?.Sha256;
        if (known)
        {
            return;
        }

        Volatile.Write(ref health, new ModelHealth(ModelState.Degraded, new ReloadFailure(services.Time.GetUtcNow(), reason, snapshot?.Sha256)));
        services.Metrics.Reload(name, snapshot is null ? "unreadable" : "refused");
        services.Log.Refused(name, Current?.Sha256, reason);
    }

    private void Raise(ModelReloadedEventArgs args)
    {
        try
        {
            Reloaded?.Invoke(this, args);
        }
        catch (Exception e)
        {
            // A listener's failure must not end the reloading.
            services.Log.HandlerFailed(e, name);
        }
    }
}
