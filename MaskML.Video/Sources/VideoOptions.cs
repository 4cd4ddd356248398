using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Sources;

/// <summary>How videos, cameras and streams are read, searched and written.</summary>
[Description("Videos, cameras and streams.")]
public sealed record VideoOptions
{
    /// <summary>In pixels; bounds the time per frame.</summary>
    [Description("Frames are shrunk to this longer side before faces are searched, in pixels; faces are cut from the whole frame. "
        + "0 searches the whole frame.")]
    [Range(0, 8192)]
    public int DetectSide { get; init; } = 640;

    /// <summary>A FourCC.</summary>
    [Description("Codec of annotated videos, as four letters that OpenCV's FFmpeg can write into MP4: mp4v is MPEG-4, avc1 is H.264.")]
    public string Codec { get; init; } = "mp4v";

    /// <summary>In frames per second.</summary>
    [Description("Frames a second where the source does not tell.")]
    [Range(1.0, 240.0)]
    public double FramesPerSecond { get; init; } = 25;

    /// <summary>In seconds.</summary>
    [Description("How long a stream may take to open, in seconds.")]
    [Range(0.1, 600.0)]
    public double OpenTimeout { get; init; } = 10;

    /// <summary>In seconds.</summary>
    [Description("How long a stream may send nothing before it counts as lost, in seconds.")]
    [Range(0.1, 600.0)]
    public double ReadTimeout { get; init; } = 10;

    /// <summary>0 ends the run when the source is lost.</summary>
    [Description("Attempts in a row to open a lost camera or stream again before it is given up.")]
    [Range(0, 1000000)]
    public int Reconnects { get; init; } = 8;

    /// <summary>In seconds.</summary>
    [Description("Wait before the first of these attempts, in seconds; each further wait is twice as long.")]
    [Range(0.0, 3600.0)]
    public double ReconnectDelay { get; init; } = 0.5;

    /// <summary>In seconds.</summary>
    [Description("Longest wait before an attempt, in seconds.")]
    [Range(0.0, 3600.0)]
    public double ReconnectMaxDelay { get; init; } = 30;
}
