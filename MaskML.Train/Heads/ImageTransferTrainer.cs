using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Features;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>
/// Transfer learning as an ML.NET estimator, in place of <c>ImageClassificationTrainer</c>: features of a frozen ONNX backbone, then
/// multinomial logistic regression. The fitted model consists of stock transformers and loads in any program with Microsoft.ML,
/// Microsoft.ML.ImageAnalytics and Microsoft.ML.OnnxTransformer.
/// </summary>
/// <remarks>
/// Fitting does not dispose images. The fitted model does, as ML.NET's transformers do: it disposes an image of the backbone's input size
/// after extracting its pixels.
/// </remarks>
public sealed class ImageTransferTrainer : IEstimator<TransformerChain<ITransformer>>
{
    private readonly MLContext ml;
    private readonly ImageTransferOptions options;

    internal ImageTransferTrainer(MLContext ml, ImageTransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ValidationSetFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.ValidationSetFraction, 1);
        this.ml = ml;
        this.options = options;
    }

    /// <summary>Trains on labelled images.</summary>
    /// <param name="input">Rows with at least the label and the image column.</param>
    /// <exception cref="InputException">The backbone or the rows cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TransformerChain<ITransformer> Fit(IDataView input) => Train(input).Model;

    /// <summary>Trains like <see cref="Fit"/>, and returns how the model was chosen.</summary>
    /// <param name="input">Rows with at least the label and the image column.</param>
    /// <exception cref="InputException">The backbone or the rows cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public ImageTransferResult Train(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TrainingColumns.Check(input.Schema, options, "training");
        if (options.ValidationSet is { } set)
        {
            TrainingColumns.Check(set.Schema, options, "validation");
        }

        using Backbone backbone = Backbone.Open(options.Backbone);
        LabelKeys labels = LabelKeys.From(ml, input, options.LabelColumnName);
        using var ownCache = options.Cache is null ? FeatureExtractor.OpenCache(options.WorkspacePath, backbone) : null;
        var extractor = new FeatureExtractor(
            backbone, options.Cache ?? ownCache!, new ViewPlan(options.Views, options.Seed), options.BatchSize);

        FeatureTable train = Extract(extractor, labels, input, 1 + options.Views.Count, ImageTransferPhase.TrainFeatures);
        FeatureTable validation;
        if (options.ValidationSet is null)
        {
            (train, validation) = HoldOut(train);
        }
        else
        {
            validation = Extract(extractor, labels, options.ValidationSet, 1, ImageTransferPhase.ValidationFeatures);
        }

        return TransferLearning.Train(ml, backbone, train, validation, labels.Names, options);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => StockChain.OutputSchema(ml, inputSchema, options);

    private FeatureTable Extract(FeatureExtractor extractor, LabelKeys labels, IDataView rows, int views, ImageTransferPhase phase)
    {
        var columns = new FeatureColumns(
            options.FeatureColumnName,
            LabelKeys.Column,
            options.ExampleWeightColumnName,
            options.ImageKeyColumnName,
            options.SourceColumnName);
        using var progress = new CallbackPhase(options.MetricsCallback, phase, rows.GetRowCount());
        FeatureTable table = extractor.Extract(labels.Apply(rows), columns, views, progress, options.CancellationToken);

        // A row without a label, or with a label that no training row has, is left out.
        FeatureTable labelled = table with { Rows = [.. table.Rows.Where(row => row.Label > 0)] };
        return labelled.Rows.Count > 0
            ? labelled
            : throw new InputException(
                $"No row of the {(views == 1 ? "validation" : "training")} data has a label in the column {options.LabelColumnName}.");
    }

    /// <summary>Splits off rows that choose L2: of each label those with the lowest hash of seed and id.</summary>
    private (FeatureTable Train, FeatureTable Validation) HoldOut(FeatureTable table)
    {
        var held = new HashSet<DataViewRowId>();
        foreach (IGrouping<uint, FeatureTable.Row> label in table.Rows.GroupBy(row => row.Label))
        {
            int count = (int)Math.Round(label.Count() * options.ValidationSetFraction);
            held.UnionWith(label.OrderBy(row => HashOf(row.Id)).Take(count).Select(row => row.Id));
        }

        return (table with { Rows = [.. table.Rows.Where(row => !held.Contains(row.Id))] },
            table with { Rows = [.. table.Rows.Where(row => held.Contains(row.Id))] });
    }

    private ulong HashOf(DataViewRowId id)
    {
        ReadOnlySpan<ulong> material = [(ulong)options.Seed, id.Low, id.High];
        return BitConverter.ToUInt64(SHA256.HashData(MemoryMarshal.AsBytes(material)));
    }

    /// <summary>Forwards the progress of reading rows to the metrics callback.</summary>
    private sealed class CallbackPhase(Action<ImageTransferMetrics>? callback, ImageTransferPhase phase, long? total) : IProgressPhase
    {
        private readonly Lock calling = new();
        private long done;

        public void Advance(long steps = 1)
        {
            lock (calling)
            {
                done += steps;
                callback?.Invoke(new ImageTransferMetrics(phase, done, total));
            }
        }

        public void Dispose()
        {
        }
    }
}
