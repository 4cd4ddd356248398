using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Sources;

/// <summary>Videos, cameras and streams.</summary>
public sealed record VideoOptions
{
    /// <summary>
    /// Frames are shrunk to this longer side before faces are searched, in pixels; faces are cut from the whole frame. 0 searches the
    /// whole frame.
    /// </summary>
    /// <remarks>In pixels; bounds the time per frame.</remarks>
    [Range(0, 8192)]
    public int DetectSide { get; init; } = 640;

    /// <summary>
    /// Codec of annotated videos, as four letters that OpenCV can write into MP4, such as mp4v. Empty for what browsers play, H.264 or VP9
    /// through the program ffmpeg; where that is missing, MPEG-4.
    /// </summary>
    public string Codec { get; init; } = "";

    /// <summary>Frames a second where the source does not tell.</summary>
    [Range(1.0, 240.0)]
    public double FramesPerSecond { get; init; } = 25;

    /// <summary>Most frames a second that are taken from a source; 0 takes all. Of motion JPEG the others are not even decoded.</summary>
    [Range(0.0, 240.0)]
    public double MaxFramesPerSecond { get; init; }

    /// <summary>How long a stream may take to open, in seconds.</summary>
    [Range(0.1, 600.0)]
    public double OpenTimeout { get; init; } = 10;

    /// <summary>How long a stream may send nothing before it counts as lost, in seconds.</summary>
    [Range(0.1, 600.0)]
    public double ReadTimeout { get; init; } = 10;

    /// <summary>Attempts in a row to open a lost camera or stream again before it is given up.</summary>
    /// <remarks>0 ends the run when the source is lost.</remarks>
    [Range(0, 1000000)]
    public int Reconnects { get; init; } = 8;

    /// <summary>Wait before the first of these attempts, in seconds; each further wait is twice as long.</summary>
    [Range(0.0, 3600.0)]
    public double ReconnectDelay { get; init; } = 0.5;

    /// <summary>Longest wait before an attempt, in seconds.</summary>
    [Range(0.0, 3600.0)]
    public double ReconnectMaxDelay { get; init; } = 30;

    /// <summary>
    /// The wait before an attempt to open a lost source again; each is twice as long as the one before, up to the longest.
    /// </summary>
    /// <param name="attempt">Number of the attempt, from 1.</param>
    public TimeSpan ReconnectDelayBefore(int attempt)
    {
        // 2^30 times the shortest delay exceeds any limit.
        const int MaxDoublings = 30;
        return TimeSpan.FromSeconds(Math.Min(ReconnectMaxDelay, ReconnectDelay * Math.Pow(2, Math.Min(attempt - 1, MaxDoublings))));
    }
}
