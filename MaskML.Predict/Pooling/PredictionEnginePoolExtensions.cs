namespace MaskML.Predict.Pooling;

/// <summary>Predictions of a <see cref="PredictionEnginePool{TData, TPrediction}"/> that rent an engine for one call.</summary>
public static class PredictionEnginePoolExtensions
{
    /// <summary>Predicts with an engine of the default model.</summary>
    /// <param name="predictionEnginePool">The pool.</param>
    /// <param name="example">The input.</param>
    /// <inheritdoc cref="Predict{TData, TPrediction}(PredictionEnginePool{TData, TPrediction}, string, TData)" path="/exception"/>
    public static TPrediction Predict<TData, TPrediction>(this PredictionEnginePool<TData, TPrediction> predictionEnginePool, TData example)
        where TData : class
        where TPrediction : class, new() => predictionEnginePool.Predict("", example);

    /// <summary>Predicts with an engine of a model.</summary>
    /// <param name="predictionEnginePool">The pool.</param>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="example">The input.</param>
    /// <exception cref="TimeoutException">
    /// No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.
    /// </exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    public static TPrediction Predict<TData, TPrediction>(
        this PredictionEnginePool<TData, TPrediction> predictionEnginePool, string modelName, TData example)
        where TData : class
        where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(predictionEnginePool);
        return predictionEnginePool.Find(modelName).Predict(example);
    }
}
