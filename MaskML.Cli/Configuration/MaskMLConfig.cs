using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Options;
using MaskML.Predict.Photos;
using MaskML.Serve;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Runs;
using MaskML.Video.Distance;
using MaskML.Video.Frames;
using MaskML.Video.Tracking;

namespace MaskML.Cli.Configuration;

/// <summary>
/// Everything that can be configured, with its defaults. Values come from, each over the one before it: these defaults,
/// <c>mlconfig.json</c>, <c>MASKML__section__key</c> in the environment, and the command line.
/// </summary>
[Description("Configuration of MaskML: training, prediction and the service.")]
public sealed record MaskMLConfig
{
    /// <summary>The live model.</summary>
    [Description("The live model: what prediction uses by default, and what promote replaces.")]
    [ConfigPath]
    public string Model { get; init; } = "data/models/maskml.zip";

    /// <summary>Folder that takes one folder for each run.</summary>
    [Description("Folder that takes one folder for each training run.")]
    [ConfigPath]
    public string Runs { get; init; } = "runs";

    /// <summary>Backbone by name or path.</summary>
    [Description("Backbone: a name looked up in data/models (masknet) or the path of an ONNX file that meets the contract.")]
    [ConfigPath(OrName = true)]
    public string Backbone { get; init; } = "masknet";

    /// <summary>Seed of split and training views.</summary>
    [Description("Seed of the split and of the training views.")]
    [Range(0, int.MaxValue)]
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

    /// <summary>Prediction.</summary>
    public PredictOptions Predict { get; init; } = new();

    /// <summary>MaskML's own face detector.</summary>
    public MaskNetFaceOptions MasknetFace { get; init; } = new();

    /// <summary>The Haar cascade face detector.</summary>
    public HaarOptions Haar { get; init; } = new();

    /// <summary>The YuNet face detector.</summary>
    public YuNetOptions Yunet { get; init; } = new();

    /// <summary>Videos, cameras and streams.</summary>
    public VideoOptions Video { get; init; } = new();

    /// <summary>How faces are followed from frame to frame.</summary>
    public TrackingOptions Tracking { get; init; } = new();

    /// <summary>Events for a door or a turnstile.</summary>
    public GateOptions Gate { get; init; } = new();

    /// <summary>Distances between people.</summary>
    public DistanceOptions Distance { get; init; } = new();

    /// <summary>The HTTP service.</summary>
    public ServeOptions Serve { get; init; } = new();

    /// <summary>Parameters of the face detectors.</summary>
    internal DetectorOptions Detectors => new() { MasknetFace = MasknetFace, Yunet = Yunet, Haar = Haar };

    /// <summary>What concerns videos.</summary>
    internal VideoSettings Videos => new(Video, Tracking, Gate, Distance, Predict);

    /// <summary>What concerns training and the comparison of models.</summary>
    /// <param name="effective">What a run keeps as its <c>config.json</c>.</param>
    internal TrainOptions Training(JsonObject effective) => new()
    {
        Model = Model,
        Runs = Runs,
        Backbone = Backbone,
        Seed = Seed,
        Data = Data,
        Crop = Crop,
        Views = Views,
        Head = Head,
        Report = Report,
        Cache = Cache,
        Effective = effective,
    };

    /// <summary>What a service that predicts needs.</summary>
    /// <param name="options">Receives the values.</param>
    internal void Apply(MaskMLOptions options)
    {
        options.Model = Model;
        options.MaxMegapixels = Data.MaxMegapixels;
        options.Predict = Predict;
        options.Detectors = Detectors;
    }
}
