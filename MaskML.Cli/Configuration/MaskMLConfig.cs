using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using MaskML.Fleet;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Options;
using MaskML.Predict.Photos;
using MaskML.Serve;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Serve.Review;
using MaskML.Serve.Telling;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Runs;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Cli.Configuration;

/// <summary>Configuration of MaskML: training, prediction and the service.</summary>
/// <remarks>
/// The configuration, composed of the options of all features. Values come from these defaults, <c>mlconfig.json</c>,
/// <c>MASKML__section__key</c> in the environment, and the command line, where later ones override earlier ones.
/// </remarks>
internal sealed record MaskMLConfig
{
    /// <summary>
    /// The live model: what prediction uses by default, and what promote replaces. Where it is not set, the model that comes with MaskML
    /// is live until there is this file.
    /// </summary>
    [ConfigPath]
    public string Model { get; init; } = "live/maskml.zip";

    /// <summary>Folder that takes one folder for each training run.</summary>
    [ConfigPath]
    public string Runs { get; init; } = "runs";

    /// <summary>
    /// Trainer: imageTransfer, or imageClassification, ML.NET's own, with packages that MaskML does not bring.
    /// </summary>
    [AllowedValues(ModelManifest.ImageTransfer, ModelManifest.ImageClassification)]
    public string Trainer { get; init; } = ModelManifest.ImageTransfer;

    /// <summary>Backbone: a name looked up in data/models (masknet) or the path of an ONNX file that meets the contract.</summary>
    [ConfigPath(OrName = true)]
    public string Backbone { get; init; } = "masknet";

    /// <summary>Seed of the split and of the training views.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 42;

    public DataOptions Data { get; init; } = new();

    public CropOptions Crop { get; init; } = new();

    public ViewsOptions Views { get; init; } = new();

    public HeadOptions Head { get; init; } = new();

    public ImageClassificationOptions ImageClassification { get; init; } = new();

    public ReportOptions Report { get; init; } = new();

    public CacheOptions Cache { get; init; } = new();

    public PredictOptions Predict { get; init; } = new();

    public MaskNetFaceOptions MasknetFace { get; init; } = new();

    public HaarOptions Haar { get; init; } = new();

    public YuNetOptions Yunet { get; init; } = new();

    public VideoOptions Video { get; init; } = new();

    public TrackingOptions Tracking { get; init; } = new();

    public GateOptions Gate { get; init; } = new();

    public DistanceOptions Distance { get; init; } = new();

    public ServeOptions Serve { get; init; } = new();

    /// <summary>Cameras that serve watches. Changes in the file take effect while it runs.</summary>
    [ConfigSecret]
    public IReadOnlyList<CameraOptions> Cameras { get; init; } = [];

    public EventOptions Events { get; init; } = new();

    public PrivacyOptions Privacy { get; init; } = new();

    /// <summary>Web addresses that serve tells of events of the cameras.</summary>
    [ConfigSecret]
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    public MqttOptions Mqtt { get; init; } = new();

    public FleetOptions Fleet { get; init; } = new();

    public ReviewOptions Review { get; init; } = new();

    /// <summary>Options of the face detectors.</summary>
    internal DetectorOptions Detectors => new() { MasknetFace = MasknetFace, Yunet = Yunet, Haar = Haar };

    /// <summary>Whether the model is not configured, so that the one that comes with MaskML is used until there is a file.</summary>
    internal bool ModelIsOptional { get; init; }

    /// <summary>The model to load, for <see cref="MaskModel.Load"/>.</summary>
    internal string? ModelToLoad => ModelIsOptional && !File.Exists(Model) ? null : Model;

    /// <summary>Options of videos.</summary>
    internal VideoSettings Videos => new(Video, Tracking, Gate, Distance, Predict);

    /// <summary>The cameras and what is done with what they report.</summary>
    /// <param name="file">The configuration file.</param>
    /// <param name="read">Reads the configuration again.</param>
    internal WatchSettings Watch(string? file, Func<MaskMLConfig> read) => new()
    {
        File = file,
        Cameras = () => read().Cameras,
        Video = Videos,
        Events = Events,
        Privacy = Privacy,
        Webhooks = Webhooks,
        Mqtt = Mqtt,
        Fleet = Fleet,
        Review = Review,
    };

    /// <summary>Options of training and the comparison of models.</summary>
    /// <param name="effective">The values that a run keeps as <c>config.json</c>.</param>
    internal TrainOptions Training(JsonObject effective) => new()
    {
        Model = Model,
        ModelIsOptional = ModelIsOptional,
        Runs = Runs,
        Trainer = Trainer,
        Backbone = Backbone,
        Seed = Seed,
        Data = Data,
        Crop = Crop,
        Views = Views,
        Head = Head,
        ImageClassification = ImageClassification,
        Report = Report,
        Cache = Cache,
        Effective = effective,
    };

    /// <summary>Sets the options of a service that predicts.</summary>
    internal void Apply(MaskMLOptions options)
    {
        options.Model = Model;
        options.ModelIsOptional = ModelIsOptional;
        options.MaxMegapixels = Data.MaxMegapixels;
        options.Predict = Predict;
        options.Detectors = Detectors;
    }
}
