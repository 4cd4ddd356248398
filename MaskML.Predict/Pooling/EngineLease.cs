using MaskML.Predict.Reloading;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>A rented prediction engine. Disposing the lease returns the engine to its pool; the model stays in memory until then.</summary>
/// <typeparam name="TData">Input type of the model.</typeparam>
/// <typeparam name="TPrediction">Output type of the model.</typeparam>
public sealed class EngineLease<TData, TPrediction> : IDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly Generation<EngineSet<TData, TPrediction>> generation;
    private Permits? permits;

    internal EngineLease(Generation<EngineSet<TData, TPrediction>> generation, Permits permits)
    {
        this.generation = generation;
        this.permits = permits;
        Engine = generation.Value.Take();
    }

    /// <summary>The engine, for exclusive use by the caller. Not thread-safe.</summary>
    public PredictionEngine<TData, TPrediction> Engine { get; }

    /// <summary>Describes the model of the engine.</summary>
    public LiveModelInfo Model => generation.Info;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref permits, null) is { } own)
        {
            generation.Value.Return(Engine);
            try
            {
                generation.Release();
            }
            finally
            {
                own.Release();
            }
        }
    }
}
