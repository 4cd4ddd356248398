using MaskML.Predict.Concurrency;
using Microsoft.ML;

namespace MaskML.Predict.Models;

/// <summary>
/// Scores crops through a model that takes encoded images, as those of ML.NET's <c>ImageClassificationTrainer</c> do. Can be used from
/// several threads at once.
/// </summary>
internal sealed class EncodedScorer : IDisposable
{
    private readonly InstancePool<PredictionEngine<EncodedCrop, ScoreRow>> engines;

    private EncodedScorer(MLContext ml, ITransformer model) =>
        engines = new(() => ml.Model.CreatePredictionEngine<EncodedCrop, ScoreRow>(
            model, new PredictionEngineOptions { OwnsTransformer = false }));

    /// <summary>Makes the scorer of a model.</summary>
    /// <param name="ml">The context that holds the model.</param>
    /// <param name="model">The whole chain.</param>
    /// <param name="labels">The labels in the order of the scores, which the model must confirm.</param>
    /// <param name="where">Where the model comes from, for messages.</param>
    /// <exception cref="InputException">The model does not take encoded images, or scores other labels.</exception>
    public static EncodedScorer FromModel(MLContext ml, ITransformer model, IReadOnlyList<string> labels, string where)
    {
        var scorer = new EncodedScorer(ml, model);
        try
        {
            scorer.engines.Use(engine => StockHead.CheckLabels(engine.OutputSchema, labels, where));
            return scorer;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InputException($"{where}: it does not take an encoded image: {e.Message}", e);
        }
    }

    /// <summary>A crop as the model takes it: PNG, so that it sees every pixel as it was cut.</summary>
    public static byte[] Encode(Mat crop) => crop.ImEncode(".png");

    /// <summary>Scores a BGR crop.</summary>
    /// <returns>One probability a label.</returns>
    public float[] Score(Mat crop)
    {
        var row = new EncodedCrop { Image = Encode(crop) };
        return engines.Use(engine => engine.Predict(row).Score);
    }

    /// <inheritdoc/>
    public void Dispose() => engines.Dispose();

    private sealed class EncodedCrop
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class ScoreRow
    {
        public float[] Score { get; set; } = [];
    }
}
