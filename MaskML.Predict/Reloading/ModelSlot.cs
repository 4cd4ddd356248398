namespace MaskML.Predict.Reloading;

/// <summary>
/// Holds the current model and its health. Replaced models live until their last reference is released. One thread at a time
/// replaces the model; any number of threads acquire it.
/// </summary>
/// <param name="name">Name of the model; empty for the default one.</param>
/// <param name="services">Clock, log and metrics.</param>
internal sealed class ModelSlot<T>(string name, LiveModelServices services) : ILiveModel
    where T : class, IDisposable
{
    private Generation<T>? current;
    private ModelHealth health = new(ModelState.NotLoaded, null);

    /// <inheritdoc/>
    public event EventHandler<ModelReloadedEventArgs>? Reloaded;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public LiveModelInfo? Current => Volatile.Read(ref current)?.Info;

    /// <inheritdoc/>
    public ModelHealth Health => Volatile.Read(ref health);

    /// <summary>Adds a reference to the current model; the caller must release it.</summary>
    /// <exception cref="ObjectDisposedException">The slot was cleared.</exception>
    /// <exception cref="InputException">The source is optional and has no usable model yet.</exception>
    public Generation<T> Acquire()
    {
        while (true)
        {
            Generation<T> generation = Volatile.Read(ref current)
                ?? throw (Health is { State: ModelState.NotLoaded, LastFailure: { } failure }
                    ? new InputException(failure.Reason)
                    : new ObjectDisposedException($"The pool of the model '{name}'"));
            if (generation.TryAddReference())
            {
                return generation;
            }
        }
    }

    /// <summary>Replaces the current model.</summary>
    /// <param name="snapshot">The bytes of the new model.</param>
    /// <param name="loaded">The new model; disposed if it is rejected.</param>
    /// <exception cref="InputException">The new model has no manifest, and the current one has one.</exception>
    public void Replace(ModelSnapshot snapshot, LoadedModel<T> loaded)
    {
        LiveModelInfo? before = Current;
        if (before?.Manifest is not null && loaded.Manifest is null)
        {
            loaded.Value.Dispose();
            throw new InputException(
                $"{snapshot.Location}: the zip has no {ModelSchema.ManifestEntry}, and the live model has one. "
                + "An unchecked model does not replace a checked one.");
        }

        var info = new LiveModelInfo(
            name, (before?.Version ?? 0) + 1, snapshot.Sha256, services.Time.GetUtcNow(), loaded.Manifest);
        services.Metrics.Generations(name, 1);
        var next = new Generation<T>(info, loaded.Value, () => services.Metrics.Generations(name, -1));
        Generation<T>? old = Interlocked.Exchange(ref current, next);
        Volatile.Write(ref health, new ModelHealth(ModelState.Healthy, health.LastFailure));
        services.Metrics.Reload(name, "live");
        services.Log.Live(name, info.Version, info.Sha256, snapshot.Location);
        old?.Release();
        if (before is not null)
        {
            Raise(new ModelReloadedEventArgs(before, info));
        }
    }

    /// <summary>Records a failed attempt to load; the same failure is logged only once.</summary>
    /// <param name="reason">The problem: what was found, what was expected, and where.</param>
    /// <param name="sha256">SHA-256 of the rejected model; null if the model could not be read.</param>
    public void ReportFailure(string reason, string? sha256)
    {
        ModelState state = Current is null ? ModelState.NotLoaded : ModelState.Degraded;
        ModelHealth before = Health;
        if (before.State == state && before.LastFailure?.Reason == reason && before.LastFailure.Sha256 == sha256)
        {
            return;
        }

        services.Metrics.Reload(name, sha256 is null ? "unreadable" : "refused");
        services.Log.Refused(name, Current?.Sha256 ?? "none", reason);
        Volatile.Write(ref health, new ModelHealth(state, new ReloadFailure(services.Time.GetUtcNow(), reason, sha256)));
    }

    /// <summary>Records that the source contains the current model, which ends a degraded state.</summary>
    /// <param name="location">Path or address of the source.</param>
    public void ReportUnchanged(string location)
    {
        if (Health.State == ModelState.Degraded)
        {
            services.Log.Recovered(name, location, Current!.Sha256);
            Volatile.Write(ref health, new ModelHealth(ModelState.Healthy, health.LastFailure));
        }
    }

    /// <summary>Removes the current model. It is disposed when its last reference is released.</summary>
    public void Clear() => Interlocked.Exchange(ref current, null)?.Release();

    private void Raise(ModelReloadedEventArgs args)
    {
        // A handler that fails must not stop the reloading or the other handlers.
        IEnumerable<Delegate> handlers = Reloaded?.GetInvocationList() ?? [];
        foreach (EventHandler<ModelReloadedEventArgs> handler in handlers.Cast<EventHandler<ModelReloadedEventArgs>>())
        {
            try
            {
                handler(this, args);
            }
            catch (Exception e)
            {
                services.Log.HandlerFailed(e, name);
            }
        }
    }
}
