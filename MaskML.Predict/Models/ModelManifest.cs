using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MaskML.Predict.Models;

/// <summary>The description of a model zip: its entry <c>maskml.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The format that this version writes.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The trainer of MaskML: a head on the features of an ONNX backbone.</summary>
    public const string ImageTransfer = "imageTransfer";

    /// <summary>ML.NET's <c>ImageClassificationTrainer</c>: the zip holds a TensorFlow graph.</summary>
    public const string ImageClassification = "imageClassification";

    // Format 1 has no hash of the manifest; the zip's checksum alone protects it.
    private const int OldestFormat = 1;

    /// <summary>Version of the format.</summary>
    [JsonRequired]
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>Labels in the order of the scores.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What trained it: <see cref="ImageTransfer"/> or <see cref="ImageClassification"/>.</summary>
    public string Trainer { get; init; } = ImageTransfer;

    /// <summary>The network that <see cref="ImageClassification"/> began with, such as <c>resnetV250</c>; otherwise null.</summary>
    public string? Architecture { get; init; }

    /// <summary>The backbone inside; for <see cref="ImageClassification"/> the pretrained graph that it began with.</summary>
    [JsonRequired]
    public BackboneInfo Backbone { get; init; } = new("", "", 0, 0);

    /// <summary>How faces are cut for it.</summary>
    [JsonRequired]
    public CropInfo Crop { get; init; } = new(0, 0, "");

    /// <summary>Hash and counts of the data that it was trained on.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>Counts of the split.</summary>
    public JsonObject? Split { get; init; }

    /// <summary>The seed.</summary>
    public int Seed { get; init; }

    /// <summary>The effective configuration.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>Validation and test metrics.</summary>
    public JsonObject? Metrics { get; init; }

    /// <summary>Versions of the packages that wrote it.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was trained.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether the zip must hold the manifest's hash, too.</summary>
    [JsonIgnore]
    internal bool IsSealed => FormatVersion > OldestFormat;

    /// <summary>SHA-256 of every other entry of the zip, so that a flipped bit is found before the model answers.</summary>
    public IReadOnlyDictionary<string, string> Entries { get; init; } = new Dictionary<string, string>();

    /// <summary>The manifest as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ModelManifest);

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <param name="where">Where it was read from, for messages.</param>
    /// <exception cref="InputException">It is not a manifest, or of a format that this version does not know.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> json, string where)
    {
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.ModelManifest)?.Completed();
        }
        catch (JsonException e)
        {
            throw new InputException($"{where}: {ModelSchema.ManifestEntry} cannot be read: {e.Message}", e);
        }

        if (manifest is null || manifest.FormatVersion is < OldestFormat or > CurrentFormat || manifest.Labels is not { Count: >= 2 })
        {
            throw new InputException(
                $"{where}: {ModelSchema.ManifestEntry} has format {manifest?.FormatVersion} and {manifest?.Labels?.Count ?? 0} labels, "
                + $"expected format {OldestFormat} to {CurrentFormat} and two labels or more.");
        }

        return manifest.Trainer is ImageTransfer or ImageClassification ? manifest : throw new InputException(
            $"{where}: {ModelSchema.ManifestEntry} names the trainer {manifest.Trainer}, "
            + $"expected {ImageTransfer} or {ImageClassification}.");
    }

    // Generated code does not know the defaults of keys that are left out, as in zips of earlier versions.
    private ModelManifest Completed() => this with
    {
        Trainer = Trainer ?? ImageTransfer,
        Packages = Packages ?? new Dictionary<string, string>(),
        Entries = Entries ?? new Dictionary<string, string>(),
    };
}

/// <summary>Reads and writes manifests by generated code, which starts sooner than reflection.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(BackboneManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>The backbone of a model, as its manifest names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its ONNX bytes, in lower-case hexadecimal digits.</param>
/// <param name="InputSize">Side of its input in pixels.</param>
/// <param name="FeatureCount">Number of its features.</param>
public sealed record BackboneInfo(string Name, string Sha256, int InputSize, int FeatureCount);

/// <summary>How faces are cut for a model, as its manifest says it.</summary>
/// <param name="Size">Side of the crop in pixels.</param>
/// <param name="Margin">Share of the face's longer side that is added on each side.</param>
/// <param name="Interpolation">How crops are resized; see <see cref="Imaging.Cropper.Interpolation"/>.</param>
public sealed record CropInfo(int Size, double Margin, string Interpolation);
