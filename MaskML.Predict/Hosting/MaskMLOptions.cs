using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>Options of MaskML in a service.</summary>
public sealed class MaskMLOptions
{
    /// <summary>Path of the model zip, or its http or https address; null for the model that comes with MaskML.</summary>
    public string? Model { get; set; }

    /// <summary>Whether the model that comes with MaskML answers until the file of <see cref="Model"/> is there.</summary>
    public bool ModelIsOptional { get; set; }

    /// <summary>Whether to reload the model when the file or the address has a new one.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>Time between checks of an address for a new model.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "30.00:00:00")]
    public TimeSpan DownloadPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest number of photos processed at the same time; by default two per core, which keeps all cores busy.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>Time limit of a wait for a free place; after it, a <see cref="TimeoutException"/> is thrown.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Number of threads for one photo. Use 1 if several photos are processed at the same time.</summary>
    [Range(1, 1024)]
    public int Threads { get; set; } = 1;

    /// <summary>Size of the largest accepted encoded photo, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxPhotoBytes { get; set; } = 64 << 20;

    /// <summary>Size of the largest accepted photo, in megapixels.</summary>
    [Range(0.01, 1000)]
    public double MaxMegapixels { get; set; } = ImageDecoder.DefaultMaxMegapixels;

    /// <summary>Most memory for decoded photos at the same time, in bytes; further photos wait, and larger ones are refused.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long MemoryBudget { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>The face detector, and the confidence below which labels are marked as uncertain.</summary>
    [Required]
    public PredictOptions Predict { get; set; } = new();

    /// <summary>Parameters of the face detectors.</summary>
    [Required]
    public DetectorOptions Detectors { get; set; } = new();

    /// <summary>How changes of the model are detected.</summary>
    [Required]
    public ReloadOptions Reload { get; set; } = new();
}
