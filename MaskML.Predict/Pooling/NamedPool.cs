using System.Collections.Concurrent;
using MaskML.Predict.Reloading;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>The prediction engines of one model of a pool.</summary>
internal sealed class NamedPool<TData, TPrediction>(
    string name,
    IModelSource source,
    PredictionEnginePoolOptions<TData, TPrediction> options,
    MLContext? context,
    LiveModelServices services)
    : IAsyncDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly LiveModel<EngineSet<TData, TPrediction>> live =
        new(name, source, snapshot => EngineSet<TData, TPrediction>.Load(snapshot, options, context), services);

    private readonly Permits permits = new(name, options.Size, options.MaxWait, services);
    private readonly ConcurrentDictionary<PredictionEngine<TData, TPrediction>, EngineLease<TData, TPrediction>> rented = new();

    /// <summary>Version, health and events of the model.</summary>
    public ILiveModel Live => live.Slot;

    /// <summary>The ML.NET transformer of the current model.</summary>
    public ITransformer Model
    {
        get
        {
            EnsureStarted();
            Generation<EngineSet<TData, TPrediction>> generation = live.Slot.Acquire();
            try
            {
                return generation.Value.Model;
            }
            finally
            {
                generation.Release();
            }
        }
    }

    /// <summary>Loads the first model, unless one is loaded already.</summary>
    public ValueTask StartAsync(CancellationToken cancellationToken) => live.StartAsync(cancellationToken);

    /// <summary>Rents an engine; blocks the thread until one is free.</summary>
    public EngineLease<TData, TPrediction> Rent()
    {
        EnsureStarted();
        permits.Take();
        return Lease();
    }

    /// <summary>Rents an engine.</summary>
    public async Task<EngineLease<TData, TPrediction>> RentAsync(CancellationToken cancellationToken)
    {
        await live.StartAsync(cancellationToken).ConfigureAwait(false);
        await permits.TakeAsync(cancellationToken).ConfigureAwait(false);
        return Lease();
    }

    /// <summary>Rents an engine that must be returned with <see cref="Return"/>.</summary>
    public PredictionEngine<TData, TPrediction> Take()
    {
        EngineLease<TData, TPrediction> lease = Rent();
        rented[lease.Engine] = lease;
        return lease.Engine;
    }

    /// <summary>Returns an engine.</summary>
    public void Return(PredictionEngine<TData, TPrediction> engine)
    {
        if (!rented.TryRemove(engine, out EngineLease<TData, TPrediction>? lease))
        {
            throw new ArgumentException(
                $"The engine was not rented from the model '{live.Slot.Name}' of this pool, or was returned already.", nameof(engine));
        }

        lease.Dispose();
    }

    /// <summary>Predicts with an engine of the pool.</summary>
    public TPrediction Predict(TData example)
    {
        using EngineLease<TData, TPrediction> lease = Rent();
        long start = services.Time.GetTimestamp();
        TPrediction prediction = lease.Engine.Predict(example);
        services.Metrics.Prediction(live.Slot.Name, services.Time.GetElapsedTime(start));
        return prediction;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => live.DisposeAsync();

    // Without a host, the first use starts the pool.
    private void EnsureStarted()
    {
        if (live.Slot.Current is null)
        {
            live.StartAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    private EngineLease<TData, TPrediction> Lease()
    {
        Generation<EngineSet<TData, TPrediction>>? generation = null;
        try
        {
            generation = live.Slot.Acquire();
            return new EngineLease<TData, TPrediction>(generation, permits);
        }
        catch
        {
            generation?.Release();
            permits.Release();
            throw;
        }
    }
}
