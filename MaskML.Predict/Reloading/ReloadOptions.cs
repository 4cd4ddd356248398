using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Reloading;

/// <summary>How changes of a model are detected.</summary>
public sealed class ReloadOptions
{
    /// <summary>
    /// How often a file is checked for changes. Polling supplements file system events, which do not arrive from network drives and
    /// in some containers.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a changed file must stay unchanged before it is read, so that a slow copy is not read half-way.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long to wait for <see cref="Settle"/>. A file that changes all the time is then read as it is: a whole model is used, and
    /// anything else is reported as a failure.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan MaxSettle { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to use file system events. Without them, changes are detected by polling alone.</summary>
    public bool UseFileEvents { get; set; } = true;

    /// <summary>Size of the largest accepted model, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxBytes { get; set; } = 1 << 30;

    /// <summary>Time limit of a download, from the request to the last byte.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
