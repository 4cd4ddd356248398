using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>What a service wants of MaskML.</summary>
public sealed class MaskMLOptions
{
    /// <summary>The model zip, or its http or https address.</summary>
    [Required]
    public string Model { get; set; } = new MaskMLConfig().Model;

    /// <summary>Name of the face detector; see <see cref="FaceDetectors.Names"/>.</summary>
    [Required]
    public string Detector { get; set; } = FaceDetectors.Auto;

    /// <summary>Whether to take a new model when the file or the address holds one.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>How often an address is asked for a new model.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "30.00:00:00")]
    public TimeSpan DownloadPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many photos are worked on at a time; by default two a core, so that the next is at hand when one is done.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>Longest wait for a turn, after which a <see cref="TimeoutException"/> says so.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Threads for one photo; 1 where several are worked on at a time.</summary>
    [Range(1, 1024)]
    public int Threads { get; set; } = 1;

    /// <summary>Largest encoded photo accepted, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxPhotoBytes { get; set; } = 64 << 20;

    /// <summary>Largest photo accepted, in megapixels.</summary>
    [Range(0.01, 1000)]
    public double MaxMegapixels { get; set; } = ImageDecoder.DefaultMaxMegapixels;

    /// <summary>Labels with a lower confidence are marked as uncertain.</summary>
    [Range(0.0, 1.0)]
    public double UncertainBelow { get; set; } = new PredictConfig().UncertainBelow;

    /// <summary>Faces whose longer side is smaller are marked as uncertain, in pixels.</summary>
    [Range(1, 10_000)]
    public int MinFace { get; set; } = new PredictConfig().MinFace;

    /// <summary>Parameters of the face detectors; of what stands both here and in a property of its own, the property counts.</summary>
    [Required]
    public MaskMLConfig Config { get; set; } = new();

    /// <summary>How changes of the model are noticed.</summary>
    [Required]
    public ReloadOptions Reload { get; set; } = new();

    /// <summary>Takes over what a configuration, such as one of <c>mlconfig.json</c>, says of prediction.</summary>
    /// <param name="config">The configuration.</param>
    public void Use(MaskMLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        (Config, Model, Detector, MaxMegapixels) = (config, config.Model, config.Predict.Detector, config.Data.MaxMegapixels);
        (UncertainBelow, MinFace) = (config.Predict.UncertainBelow, config.Predict.MinFace);
    }

    /// <summary>The same as a configuration.</summary>
    internal MaskMLConfig ToConfig() => Config with
    {
        Model = Model,
        Predict = Config.Predict with { Detector = Detector, UncertainBelow = UncertainBelow, MinFace = MinFace },
    };
}
