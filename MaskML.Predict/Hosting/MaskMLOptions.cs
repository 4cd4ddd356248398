using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>What a service wants of MaskML.</summary>
public sealed class MaskMLOptions
{
    /// <summary>The model zip, or its http or https address.</summary>
    [Required]
    public string Model { get; set; } = "data/models/maskml.zip";

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

    /// <summary>Which face detector runs, and which labels are marked as uncertain.</summary>
    [Required]
    public PredictOptions Predict { get; set; } = new();

    /// <summary>Parameters of the face detectors.</summary>
    [Required]
    public DetectorOptions Detectors { get; set; } = new();

    /// <summary>How changes of the model are noticed.</summary>
    [Required]
    public ReloadOptions Reload { get; set; } = new();
}
