using MaskML.Predict.Reloading;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>A rented engine; goes back to its pool when it is disposed. Its model stays in memory until then.</summary>
/// <typeparam name="TData">What the model takes.</typeparam>
/// <typeparam name="TPrediction">What it gives.</typeparam>
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
        Engine = generation.Content.Take();
    }

    /// <summary>The engine; the caller's alone, for one thread at a time.</summary>
    public PredictionEngine<TData, TPrediction> Engine { get; }

    /// <summary>Which model it is of.</summary>
    public LiveModelInfo Model => generation.Info;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref permits, null) is { } own)
        {
            generation.Content.Return(Engine);
            try
            {
                generation.Leave();
            }
            finally
            {
                own.Release();
            }
        }
    }
}
