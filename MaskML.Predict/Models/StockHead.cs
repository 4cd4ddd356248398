using MaskML.Predict.Concurrency;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MaskML.Predict.Models;

/// <summary>A head of any kind that ML.NET fitted, scored by ML.NET.</summary>
internal sealed class StockHead : IHead, IDisposable
{
    private readonly InstancePool<PredictionEngine<FeatureRow, ScoreRow>> engines;
    private readonly int featureCount;

    private StockHead(MLContext ml, ITransformer head, int featureCount)
    {
        this.featureCount = featureCount;
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        SchemaDefinition.Column features = schema[nameof(FeatureRow.Features)];
        features.ColumnName = Backbone.OutputName;
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, featureCount);
        engines = new(() => ml.Model.CreatePredictionEngine<FeatureRow, ScoreRow>(
            head, new PredictionEngineOptions { InputSchemaDefinition = schema, OwnsTransformer = false }));
    }

    /// <summary>Takes the head out of a model.</summary>
    /// <param name="ml">The context that holds the model.</param>
    /// <param name="model">The whole chain, with the backbone in it.</param>
    /// <param name="featureCount">Number of features.</param>
    /// <param name="labels">The labels in the order of the scores, which the model must confirm.</param>
    /// <param name="where">Where the model comes from, for messages.</param>
    /// <exception cref="InputException">The chain has no backbone, or scores other labels.</exception>
    public static StockHead FromModel(MLContext ml, ITransformer model, int featureCount, IReadOnlyList<string> labels, string where)
    {
        ITransformer[] parts = [.. Flatten(model)];
        int onnx = Array.FindIndex(parts, p => p is OnnxTransformer);
        if (onnx < 0)
        {
            throw new InputException($"{where}: the model holds no ONNX backbone, expected one of MaskML's.");
        }

        try
        {
            var head = new StockHead(ml, new TransformerChain<ITransformer>(parts[(onnx + 1)..]), featureCount);
            head.engines.Use(engine => CheckLabels(engine.OutputSchema, labels, where));
            return head;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InputException($"{where}: its head does not take the {featureCount} features of its backbone: {e.Message}", e);
        }
    }

    /// <summary>Checks that a model names its scores as its manifest does.</summary>
    /// <exception cref="InputException">It does not.</exception>
    internal static bool CheckLabels(DataViewSchema output, IReadOnlyList<string> labels, string where)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        output[ModelSchema.Score].GetSlotNames(ref names);
        string[] slots = [.. names.DenseValues().Select(n => n.ToString())];
        return slots.SequenceEqual(labels, StringComparer.Ordinal) ? true : throw new InputException(
            $"{where}: its scores are named {string.Join(", ", slots)}, its manifest says {string.Join(", ", labels)}.");
    }

    /// <inheritdoc/>
    public float[] Score(ReadOnlySpan<float> features)
    {
        if (features.Length != featureCount)
        {
            throw new ArgumentException($"{features.Length} features, expected {featureCount}.", nameof(features));
        }

        var row = new FeatureRow { Features = features.ToArray() };
        return engines.Use(engine => engine.Predict(row).Score);
    }

    /// <inheritdoc/>
    public void Dispose() => engines.Dispose();

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [model];

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class ScoreRow
    {
        public float[] Score { get; set; } = [];
    }
}
