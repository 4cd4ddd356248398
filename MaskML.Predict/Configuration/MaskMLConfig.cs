using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Configuration;

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
    public DataConfig Data { get; init; } = new();

    /// <summary>How faces are cut.</summary>
    public CropConfig Crop { get; init; } = new();

    /// <summary>Training views.</summary>
    public ViewsConfig Views { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public HeadConfig Head { get; init; } = new();

    /// <summary>What a run's report holds.</summary>
    public ReportConfig Report { get; init; } = new();

    /// <summary>Where features are kept between runs.</summary>
    public CacheConfig Cache { get; init; } = new();

    /// <summary>Prediction.</summary>
    public PredictConfig Predict { get; init; } = new();

    /// <summary>MaskML's own face detector.</summary>
    public MaskNetFaceConfig MasknetFace { get; init; } = new();

    /// <summary>The Haar cascade face detector.</summary>
    public HaarConfig Haar { get; init; } = new();

    /// <summary>The YuNet face detector.</summary>
    public YuNetConfig Yunet { get; init; } = new();

    /// <summary>Videos, cameras and streams.</summary>
    public VideoConfig Video { get; init; } = new();

    /// <summary>How faces are followed from frame to frame.</summary>
    public TrackingConfig Tracking { get; init; } = new();

    /// <summary>Events for a door or a turnstile.</summary>
    public GateConfig Gate { get; init; } = new();

    /// <summary>Distances between people.</summary>
    public DistanceConfig Distance { get; init; } = new();

    /// <summary>The HTTP service.</summary>
    public ServeConfig Serve { get; init; } = new();

    /// <summary>The same, with the threads of the face detector where the configuration leaves them open.</summary>
    /// <param name="threads">Threads for one photo: 1 where the caller works on several at once; 0 for all cores.</param>
    internal MaskMLConfig WithDetectorThreads(int threads) =>
        MasknetFace.Threads > 0 ? this : this with { MasknetFace = MasknetFace with { Threads = threads } };
}
