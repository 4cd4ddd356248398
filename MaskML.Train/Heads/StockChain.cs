using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Train.Features;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Train.Heads;

/// <summary>The saved chain of stock transformers: resize, extract pixels, backbone, head, label.</summary>
internal static class StockChain
{
    private const string Crop = "Crop";

    /// <summary>Builds the chain.</summary>
    public static TransformerChain<ITransformer> Build(
        MLContext ml, Backbone backbone, TransformerChain<ITransformer> head, ImageTransferOptions options)
    {
        var parts = new List<ITransformer>();
        IDataView at = NoImages(ml, options.FeatureColumnName, backbone.InputSize);
        Append(StockResizer.Estimator(ml, Crop, options.FeatureColumnName, backbone.InputSize));
        Append(ml.Transforms.ExtractPixels(Backbone.InputName, Crop));

        // ML.NET writes the backbone into its temporary folder.
        Append(FileFault.Explain(
            () => ml.Transforms.ApplyOnnxModel([Backbone.OutputName], [Backbone.InputName], new MemoryStream(backbone.Onnx.ToArray())),
            ScratchFolder.TempFault));
        foreach (ITransformer part in head)
        {
            parts.Add(part);
            at = part.Transform(at);
        }

        if (options.ScoreColumnName != ModelSchema.Score)
        {
            Append(ml.Transforms.CopyColumns(options.ScoreColumnName, ModelSchema.Score));
        }

        Append(ml.Transforms.Conversion.MapKeyToValue(options.PredictedLabelColumnName, ModelSchema.PredictedLabel));
        return new TransformerChain<ITransformer>([.. parts]);

        void Append(IEstimator<ITransformer> estimator)
        {
            ITransformer part = estimator.Fit(at);
            parts.Add(part);
            at = part.Transform(at);
        }
    }

    /// <summary>The columns of the fitted chain, from a chain of the same kind that needs no backbone.</summary>
    public static SchemaShape OutputSchema(MLContext ml, SchemaShape input, ImageTransferOptions options)
    {
        bool isKey = input.FirstOrDefault(column => column.Name == options.LabelColumnName).IsKey;
        IEstimator<ITransformer> chain = LabelKeys.Estimator(ml, options.LabelColumnName, isKey)
            .Append(StockResizer.Estimator(ml, Crop, options.FeatureColumnName, 1))
            .Append(ml.Transforms.ExtractPixels(Backbone.InputName, Crop))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(LabelKeys.Column, Backbone.InputName))
            .Append(ml.Transforms.CopyColumns(options.ScoreColumnName, ModelSchema.Score))
            .Append(ml.Transforms.Conversion.MapKeyToValue(options.PredictedLabelColumnName, ModelSchema.PredictedLabel));
        return new SchemaShape(
            chain.GetOutputSchema(input).Where(column => column.Name is not (LabelKeys.Column or Crop or Backbone.InputName)));
    }

    private static IDataView NoImages(MLContext ml, string column, int size)
    {
        var schema = SchemaDefinition.Create(typeof(NoImage));
        SchemaDefinition.Column image = schema[nameof(NoImage.Image)];
        image.ColumnName = column;
        image.ColumnType = new ImageDataViewType(size, size);
        return ml.Data.LoadFromEnumerable(Array.Empty<NoImage>(), schema);
    }

    private sealed class NoImage
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
