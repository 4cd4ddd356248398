using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>
/// The fixture model of the test suite: a backbone of 7 kB and a head that tells bright crops (with_mask) from dark ones
/// (without_mask), in a zip like those of training.
/// </summary>
public sealed class TinyModel : IDisposable
{
    public const int Size = 32;
    public const int FeatureCount = 8;
    public const double Margin = 0.15;
    public const string Bright = "with_mask";
    public const string Dark = "without_mask";

    private static readonly Lazy<byte[]> Zip = new(() => Make([Bright, Dark]));

    private readonly TempFolder folder = new();

    public TinyModel()
    {
        Path = folder.File("tiny.zip");
        File.WriteAllBytes(Path, Zip.Value);
    }

    public string Path { get; }

    public static string BackbonePath => System.IO.Path.Combine(AppContext.BaseDirectory, "Support", "Assets", "tiny-backbone.onnx");

    /// <summary>A crop of noise around a level of grey, 0..255.</summary>
    public static Mat Crop(int level, int seed, int size = Size)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[size * size * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(level + random.Next(-40, 41), 0, 255);
        }

        return Mat.FromPixelData(size, size, MatType.CV_8UC3, pixels).Clone();
    }

    /// <summary>Trains a model on noise; the labels share the levels of grey from bright to dark among them.</summary>
    public static byte[] Make(IReadOnlyList<string> labels)
    {
        using var folder = new TempFolder();
        string path = folder.File("made.zip");
        var ml = new MLContext(seed: 1);
        Row[] rows = [.. Enumerable.Range(0, 40 * labels.Count).Select(i => MakeRow(i, labels))];

        // The key stays out of the saved chain, so that a caller needs no label. Labels in ordinal order are the scores' order.
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label), keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(ml.Data.LoadFromEnumerable(rows)).Transform(ml.Data.LoadFromEnumerable(rows));
        var backbone = ml.Transforms.ExtractPixels(Backbone.InputName, ModelSchema.Image, ImagePixelExtractingEstimator.ColorBits.Rgb)
            .Append(ml.Transforms.ApplyOnnxModel([Backbone.OutputName], [Backbone.InputName], BackbonePath));
        var head = ml.Transforms.NormalizeMeanVariance("Normalized", Backbone.OutputName, fixZero: false)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = "Key",
                FeatureColumnName = "Normalized",
                NumberOfThreads = 1,
                L2Regularization = 0.1f,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue(ModelSchema.PredictedLabel));

        // Extracting the pixels disposes the images, and the trainer reads its rows several times: features are kept.
        ITransformer features = backbone.Fit(keyed);
        IDataView cached = ml.Data.Cache(features.Transform(keyed), Backbone.OutputName, "Key");
        ITransformer fitted = head.Fit(ml.Data.Cache(Preview(ml, cached)));
        ModelArchive.Write(ml, new TransformerChain<ITransformer>(features, fitted), Manifest(labels), path);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => folder.Dispose();

    private static IDataView Preview(MLContext ml, IDataView view) => view;

    private static ModelManifest Manifest(IReadOnlyList<string> labels) => new()
    {
        Labels = [.. labels.Order(StringComparer.Ordinal)],
        Backbone = new BackboneInfo("tiny", ModelArchive.Hash(File.ReadAllBytes(BackbonePath)), Size, FeatureCount),
        Crop = new CropInfo(Size, Margin, Cropper.Interpolation),
        Created = DateTimeOffset.UnixEpoch,
    };

    private static Row MakeRow(int index, IReadOnlyList<string> labels)
    {
        int label = index % labels.Count;
        using Mat crop = Crop(200 - (150 * label / Math.Max(1, labels.Count - 1)), index);
        return new Row { Image = CropTensor.ToMLImage(crop), Label = labels[label] };
    }

    private sealed class Row
    {
        [ImageType(Size, Size)]
        public required MLImage Image { get; init; }

        public required string Label { get; init; }
    }
}
