using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Reloading;

/// <summary>How changes of a model are noticed.</summary>
public sealed class ReloadOptions
{
    /// <summary>
    /// How often a file is looked at where the system's events do not arrive (network drives, some containers). They are used
    /// besides, where they do.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A changed file is read when it has not changed any more for this long, so that a slow copy is not read half-way.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether to ask the system for events of the file's folders; without them changes are seen by looking.</summary>
    public bool UseFileEvents { get; set; } = true;

    /// <summary>Largest model accepted, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxBytes { get; set; } = 1 << 30;

    /// <summary>Longest time for one download, from the request to the last byte.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
