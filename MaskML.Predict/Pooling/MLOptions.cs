using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>Options of ML.NET for all pools.</summary>
public sealed class MLOptions
{
    private MLContext? context;

    /// <summary>
    /// A context of the application's own, made when it is first read. Unless it is read or set, each model has a context to itself, with
    /// the seed of its manifest, its own temporary folder, and
    /// <see cref="PredictionEnginePoolOptions{TData, TPrediction}.SessionThreads"/>.
    /// </summary>
    public MLContext MLContext
    {
        get => context ??= new MLContext();
        set => context = value;
    }

    /// <summary>The context of the application; null if it has none.</summary>
    internal MLContext? Own => context;
}
