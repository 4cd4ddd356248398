using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
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

    private const int PerLabel = 40;

    private static readonly Lazy<byte[]> Zip = new(() => Make([Bright, Dark]));
    private static readonly Lazy<byte[][]> AllVariants = new(() => [Zip.Value, Make([Dark, Bright]), Make(["pale", "medium", "black"])]);

    private readonly TempFolder folder = new();

    public TinyModel() => File.WriteAllBytes(Path, Zip.Value);

    /// <summary>Zips with different answers: the usual one, one that swaps bright and dark, and one with other labels.</summary>
    public static IReadOnlyList<byte[]> Variants => AllVariants.Value;

    public string Path => folder.File("tiny.zip");

    /// <summary>Writes a zip beside the path and renames it, as a promotion does.</summary>
    public static void Publish(byte[] zip, string path)
    {
        File.WriteAllBytes(path + ".new", zip);
        File.Move(path + ".new", path, overwrite: true);
    }

    public static string BackbonePath { get; } = Asset("tiny-backbone.onnx");

    /// <summary>The same backbone with the output <c>face</c>: the brightness of the crop, 0..1.</summary>
    public static string FaceBackbonePath { get; } = Asset("tiny-face-backbone.onnx");

    /// <summary>A square of noise around a level of grey.</summary>
    public static Mat Noise(int level, int seed, int size = Size)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[3 * size * size];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(level + random.Next(-40, 41), 0, 255);
        }

        using Mat view = Mat.FromPixelData(size, size, MatType.CV_8UC3, pixels);
        return view.Clone();
    }

    /// <summary>Trains a model that tells labels apart by brightness, the first label the brightest.</summary>
    public static byte[] Make(IReadOnlyList<string> labels, string? backbone = null)
    {
        backbone ??= BackbonePath;
        using var folder = new TempFolder();
        string path = folder.File("made.zip");
        var ml = new MLContext(seed: 1) { TempFilePath = folder.Path };
        ITransformer features = ml.Transforms
            .ResizeImages("Resized", Size, Size, ModelSchema.Image, ImageResizingEstimator.ResizingKind.IsoCrop)
            .Append(ml.Transforms.ExtractPixels(Backbone.InputName, "Resized", ImagePixelExtractingEstimator.ColorBits.Rgb))
            .Append(ml.Transforms.ApplyOnnxModel([Backbone.OutputName], [Backbone.InputName], backbone))
            .Fit(ml.Data.LoadFromEnumerable(Array.Empty<ImageRow>()));

        // The key is not part of the saved chain, so that callers need no label column.
        IDataView rows = ml.Data.LoadFromEnumerable(Rows(labels));
        IDataView keyed = ml.Transforms.Conversion
            .MapValueToKey("Key", nameof(FeatureRow.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(rows).Transform(rows);
        ITransformer head = ml.Transforms.NormalizeMeanVariance("Normalized", Backbone.OutputName, fixZero: false)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = "Key",
                FeatureColumnName = "Normalized",
                NumberOfThreads = 1,
                L2Regularization = 0.1f,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue(ModelSchema.PredictedLabel))
            .Fit(keyed);
        using var chain = new TransformerChain<ITransformer>(features, head);
        ModelArchive.Write(ml, chain, Manifest(labels, backbone), path);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => folder.Dispose();

    private static string Asset(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Support", "Assets", name);

    private static ModelManifest Manifest(IReadOnlyList<string> labels, string backbone) => new()
    {
        Labels = [.. labels.Order(StringComparer.Ordinal)],
        Backbone = new BackboneInfo("tiny", ModelArchive.Hash(File.ReadAllBytes(backbone)), Size, FeatureCount),
        Crop = new CropInfo(Size, Margin, Cropper.Interpolation),
        Created = DateTimeOffset.UnixEpoch,
    };

    private static List<FeatureRow> Rows(IReadOnlyList<string> labels)
    {
        using Backbone backbone = Backbone.Open(BackbonePath);
        var rows = new List<FeatureRow>();
        for (int i = 0; i < PerLabel * labels.Count; i++)
        {
            int label = i % labels.Count;
            using Mat crop = Noise(200 - (150 * label / (labels.Count - 1)), i);
            float[] tensor = new float[CropTensor.Length(Size)];
            CropTensor.Write(crop, tensor);
            float[] features = new float[FeatureCount];
            backbone.Run(tensor, 1, features);
            rows.Add(new FeatureRow { Label = labels[label], Features = features });
        }

        return rows;
    }

    private sealed class ImageRow
    {
        [ImageType(Size, Size)]
        public required MLImage Image { get; init; }
    }

    private sealed class FeatureRow
    {
        public required string Label { get; init; }

        [ColumnName(Backbone.OutputName), VectorType(FeatureCount)]
        public required float[] Features { get; init; }
    }
}
