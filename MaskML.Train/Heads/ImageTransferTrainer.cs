using System.Security.Cryptography;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Train.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>
/// Transfer learning as an estimator: features of a frozen ONNX backbone, then multinomial logistic regression. It stands where
/// ML.NET's <c>ImageClassificationTrainer</c> does; what <see cref="Fit"/> returns consists of stock transformers and loads in any
/// program with Microsoft.ML, Microsoft.ML.ImageAnalytics and Microsoft.ML.OnnxTransformer.
/// </summary>
/// <remarks>
/// Fitting leaves the images to their owner. The fitted chain is ML.NET's: it disposes images that already have the backbone's input
/// size when it has extracted their pixels, so give it images that you do not need any more.
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
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public TransformerChain<ITransformer> Fit(IDataView input) => Train(input).Model;

    /// <summary>As <see cref="Fit"/>, and tells how the model was chosen.</summary>
    /// <param name="input">Rows with at least the label and the image column.</param>
    /// <exception cref="InputException">The backbone or the rows cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
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
        var extractor = new FeatureExtractor(backbone, options.Cache ?? ownCache!, new ViewPlan(options.Views, options.Seed), options.BatchSize);

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
            options.FeatureColumnName, LabelKeys.Column, options.ExampleWeightColumnName, options.ImageKeyColumnName, options.SourceColumnName);
        using var progress = new CallbackPhase(options.MetricsCallback, phase, rows.GetRowCount());
        FeatureTable table = extractor.Extract(labels.Apply(rows), columns, views, progress, options.CancellationToken);

        // A row without a label, or with one that the training rows do not know, has nothing to teach.
        FeatureTable labelled = table with { Rows = [.. table.Rows.Where(row => row.Label > 0)] };
        return labelled.Rows.Count > 0
            ? labelled
            : throw new InputException($"No row of the {(views == 1 ? "validation" : "training")} data has a label in the column {options.LabelColumnName}.");
    }

    /// <summary>Holds rows back to choose L2 with: of each label those with the lowest hash of seed and id.</summary>
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
        return BitConverter.ToUInt64(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(material)));
    }
}
