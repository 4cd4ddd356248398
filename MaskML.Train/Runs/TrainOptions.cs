using System.Text.Json.Nodes;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Train.Caching;
using MaskML.Train.Features;
using MaskML.Train.Heads;

namespace MaskML.Train.Runs;

/// <summary>Options of trainings, audits and comparisons of models.</summary>
public sealed record TrainOptions
{
    /// <summary>The live model's zip.</summary>
    public string Model { get; init; } = "live/maskml.zip";

    /// <summary>Whether the model that comes with MaskML is live as long as there is no file <see cref="Model"/>.</summary>
    public bool ModelIsOptional { get; init; }

    /// <summary>Folder of the configuration file, from which relative data folders may start; null without a file.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder that receives one folder for each run.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>The trainer: <see cref="ModelManifest.ImageTransfer"/> or <see cref="ModelManifest.ImageClassification"/>.</summary>
    public string Trainer { get; init; } = ModelManifest.ImageTransfer;

    /// <summary>Backbone: a name, or the path of an ONNX file.</summary>
    public string Backbone { get; init; } = "masknet";

    /// <summary>Seed of the split and of the training views.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>The data.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>How crops are cut.</summary>
    public CropOptions Crop { get; init; } = new();

    /// <summary>Training views.</summary>
    public ViewsOptions Views { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>Options of the trainer <c>imageClassification</c>.</summary>
    public ImageClassificationOptions ImageClassification { get; init; } = new();

    /// <summary>The content of a run's report.</summary>
    public ReportOptions Report { get; init; } = new();

    /// <summary>The cache.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>The complete configuration, with paths as they were written, for <c>config.json</c> and the model's manifest.</summary>
    public JsonObject Effective { get; init; } = [];

    /// <summary>The data folders as the configuration writes them.</summary>
    internal IReadOnlyList<string> SourceNames => Effective["data"]?["sources"] is JsonArray sources
        ? [.. sources.Select(source => source!.GetValue<string>())]
        : Data.Sources;
}
