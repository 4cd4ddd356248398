using System.Buffers;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using Microsoft.ML;

namespace MaskML.Predict.Models;

/// <summary>
/// A loaded model that scores crops in batches: the backbone through ONNX Runtime on the zip's own ONNX bytes, the head by the weights in
/// the zip, or through the zip's own ML.NET transformers where it is of another kind than training fits. The scores are those of the stock
/// chain. Can be used from several threads at once.
/// </summary>
public sealed class MaskModel : IDisposable
{
    private readonly IHead? head;
    private readonly EncodedScorer? encoded;
    private readonly IDisposable? loaded;

    static MaskModel() => OnnxTelemetry.TurnOff();

    private MaskModel(ModelArchive archive, Backbone? backbone, IHead? head, EncodedScorer? encoded, IDisposable? loaded)
    {
        Backbone = backbone;
        this.head = head;
        this.encoded = encoded;
        this.loaded = loaded;
        Manifest = archive.Manifest;
        Sha256 = archive.Sha256;
        Cropper = new Cropper(archive.Manifest.Crop.Size, archive.Manifest.Crop.Margin);
    }

    /// <summary>The manifest of the zip.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Labels in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => Manifest.Labels;

    /// <summary>SHA-256 of the zip.</summary>
    public string Sha256 { get; }

    /// <summary>Cuts faces with this model's size and margin.</summary>
    public Cropper Cropper { get; }

    /// <summary>The zip's backbone; null in a model of ML.NET's <c>ImageClassificationTrainer</c>.</summary>
    public Backbone? Backbone { get; }

    /// <summary>Loads a model zip and checks it.</summary>
    /// <param name="path">The zip; null for the model that comes with MaskML.</param>
    /// <param name="threads">Threads for one call; 1 where the caller runs several calls at once.</param>
    /// <exception cref="InputException">The zip is missing, damaged, or not one of MaskML's.</exception>
    public static MaskModel Load(string? path = null, int threads = 1) =>
        FromArchive(ModelArchive.Read(path ?? ShippedFiles.Model), threads);

    /// <summary>Loads a model zip that was read and checked.</summary>
    /// <param name="archive">The zip.</param>
    /// <param name="threads">Threads for one call; 1 where the caller runs several calls at once.</param>
    /// <exception cref="InputException">ML.NET cannot load it, or it is not what its manifest says.</exception>
    public static MaskModel FromArchive(ModelArchive archive, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(archive);
        NativeLibraryFault.CheckOpenCv();
        return archive.Head is { } head
            ? new MaskModel(archive, OpenBackbone(archive, threads), head, null, null)
            : FromStock(archive, threads);
    }

    // A method of its own, so that a model with a linear head does not load ML.NET.
    private static MaskModel FromStock(ModelArchive archive, int threads)
    {
        string path = archive.Path;

        // ML.NET writes the ONNX bytes to a temporary file to open them, and leaves it behind when the load fails.
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        var ml = new MLContext(archive.Manifest.Seed) { TempFilePath = scratch.Path };
        ITransformer model = StockModel.Load(ml, archive.Bytes, archive.Manifest, path);
        var resource = model as IDisposable;
        Backbone? backbone = null;
        try
        {
            ModelManifest manifest = archive.Manifest;
            if (manifest.Trainer == ModelManifest.ImageClassification)
            {
                return new MaskModel(archive, null, null, EncodedScorer.FromModel(ml, model, manifest.Labels, path), resource);
            }

            backbone = OpenBackbone(archive, threads);
            var head = StockHead.FromModel(ml, model, backbone.FeatureCount, manifest.Labels, path);
            return new MaskModel(archive, backbone, head, null, resource);
        }
        catch
        {
            backbone?.Dispose();
            resource?.Dispose();
            throw;
        }
    }

    private static Backbone OpenBackbone(ModelArchive archive, int threads)
    {
        ModelManifest manifest = archive.Manifest;
        var backbone = Backbone.FromBytes(archive.Onnx, archive.Path, manifest.Backbone.Name, threads);
        if (backbone.InputSize == manifest.Crop.Size && backbone.FeatureCount == manifest.Backbone.FeatureCount)
        {
            return backbone;
        }

        backbone.Dispose();
        throw new InputException(
            $"{archive.Path}: its backbone takes {backbone.InputSize} px and has {backbone.FeatureCount} features, "
            + $"its manifest says {manifest.Crop.Size} px and {manifest.Backbone.FeatureCount}.");
    }

    /// <summary>Scores crops in one batch.</summary>
    /// <param name="crops">BGR crops as <see cref="Cropper"/> cuts them.</param>
    /// <returns>For each crop one probability a label, in the order of <see cref="Labels"/>.</returns>
    public IReadOnlyList<float[]> Score(IReadOnlyList<Mat> crops) => Score(crops, Memory<float>.Empty);

    /// <summary>Scores crops in one batch, and says how probable it is that each of them shows a face.</summary>
    /// <param name="crops">BGR crops as <see cref="Cropper"/> cuts them.</param>
    /// <param name="face">Takes one value a crop, 0..1; unchanged unless <see cref="Backbone.TellsFaces"/>.</param>
    /// <returns>For each crop one probability a label, in the order of <see cref="Labels"/>.</returns>
    internal IReadOnlyList<float[]> Score(IReadOnlyList<Mat> crops, Memory<float> face)
    {
        ArgumentNullException.ThrowIfNull(crops);
        if (crops.Count == 0)
        {
            return [];
        }

        if (encoded is not null)
        {
            return [.. crops.Select(encoded.Score)];
        }

        // Rented, because the tensor of one crop is large enough for the large object heap.
        (Backbone backbone, IHead own) = (Backbone!, head!);
        int length = CropTensor.Length(backbone.InputSize);
        float[] input = ArrayPool<float>.Shared.Rent(crops.Count * length);
        float[] features = ArrayPool<float>.Shared.Rent(crops.Count * backbone.FeatureCount);
        try
        {
            for (int i = 0; i < crops.Count; i++)
            {
                CropTensor.Write(crops[i], input.AsSpan(i * length, length));
            }

            backbone.Run(
                input.AsMemory(0, crops.Count * length),
                crops.Count,
                features.AsMemory(0, crops.Count * backbone.FeatureCount),
                backbone.TellsFaces ? face : Memory<float>.Empty);
            return [.. Enumerable.Range(0, crops.Count)
                .Select(i => own.Score(features.AsSpan(i * backbone.FeatureCount, backbone.FeatureCount)))];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(features);
            ArrayPool<float>.Shared.Return(input);
        }
    }

    /// <summary>Scores the features of one crop.</summary>
    /// <param name="features">As the backbone gives them.</param>
    /// <returns>One probability a label, in the order of <see cref="Labels"/>.</returns>
    /// <exception cref="InvalidOperationException">The model has no <see cref="Backbone"/>.</exception>
    public float[] ScoreFeatures(ReadOnlySpan<float> features) =>
        (head ?? throw new InvalidOperationException("The model has no backbone.")).Score(features);

    /// <inheritdoc/>
    public void Dispose()
    {
        encoded?.Dispose();
        (head as IDisposable)?.Dispose();
        Backbone?.Dispose();
        loaded?.Dispose();
    }
}
