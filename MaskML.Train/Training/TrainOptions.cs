using System.Text.Json.Nodes;
using MaskML.Predict.Imaging;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Reports;

namespace MaskML.Train.Training;

/// <summary>What a training, an evaluation and a comparison of models need to know.</summary>
public sealed record TrainOptions
{
    /// <summary>The live model's zip.</summary>
    public string Model { get; init; } = "data/models/maskml.zip";

    /// <summary>Folder of the configuration file, where relative data folders may start; null without a file.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder that receives one folder for each run.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>Backbone: a name, or the path of an ONNX file.</summary>
    public string Backbone { get; init; } = "masknet";

    /// <summary>Seed of the split and of the training views.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>What to train on.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>How faces are cut.</summary>
    public CropOptions Crop { get; init; } = new();

    /// <summary>Training views.</summary>
    public ViewsOptions Views { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>What a run's report holds.</summary>
    public ReportOptions Report { get; init; } = new();

    /// <summary>Where features are kept between runs.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>The configuration in full, as a run keeps it in <c>config.json</c> and in the model's manifest.</summary>
    public JsonObject Effective { get; init; } = [];
}
