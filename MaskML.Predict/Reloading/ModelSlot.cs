using MaskML.Predict.Errors;
using MaskML.Predict.Models;

namespace MaskML.Predict.Reloading;

/// <summary>
/// The place of the current model: one generation after the other, each lent by counting its users. One thread at a time puts models in;
/// any number take them out.
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

    /// <summary>Joins the users of the current model, which is not freed until they left.</summary>
    /// <exception cref="ObjectDisposedException">There is none any more.</exception>
    public Generation<T> Enter()
    {
        while (true)
        {
            Generation<T> generation = Volatile.Read(ref current) ?? throw new ObjectDisposedException($"The pool of the model '{name}'");
            if (generation.TryEnter())
            {
                return generation;
            }
        }
    }

    /// <summary>Lets a new model take over.</summary>
    /// <param name="snapshot">What it was loaded from.</param>
    /// <param name="loaded">The model; disposed if it is refused.</param>
    /// <exception cref="InputException">It lacks a manifest, and the model before it has one.</exception>
    public void Put(ModelSnapshot snapshot, LoadedModel<T> loaded)
    {
        LiveModelInfo? before = Current;
        if (before?.Manifest is not null && loaded.Manifest is null)
        {
            loaded.Content.Dispose();
            throw new InputException(
                $"{snapshot.Where}: the zip has no {ModelSchema.ManifestEntry}, and the live model has one. An unchecked model does not replace a checked one.");
        }

        var info = new LiveModelInfo(name, (before?.Version ?? 0) + 1, snapshot.Sha256, services.Time.GetUtcNow(), snapshot.Where, loaded.Manifest);
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

    /// <summary>Notes that nothing usable is there, once as long as it stays the same.</summary>
    /// <param name="reason">What was found, what was expected, and where.</param>
    /// <param name="sha256">Hash of what was refused; null where nothing could be read.</param>
    public void Refuse(string reason, string? sha256)
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

    /// <summary>Notes that the place holds the live model.</summary>
    /// <param name="where">The place.</param>
    public void Confirm(string where)
    {
        if (Health.State == ModelState.Degraded)
        {
            services.Log.Recovered(name, where, Current!.Sha256);
            Volatile.Write(ref health, new ModelHealth(ModelState.Healthy, health.LastFailure));
        }
    }

    /// <summary>Takes the model out; who holds it may finish.</summary>
    public void Clear() => Interlocked.Exchange(ref current, null)?.Leave();

    private void Raise(ModelReloadedEventArgs args)
    {
        // One listener's failure must neither end the reloading nor keep the others from hearing.
        foreach (EventHandler<ModelReloadedEventArgs> handler in Reloaded?.GetInvocationList().Cast<EventHandler<ModelReloadedEventArgs>>() ?? [])
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
