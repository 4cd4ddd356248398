using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Frames;

/// <summary>Videos, cameras and streams.</summary>
[Description("Videos, cameras and streams.")]
public sealed record VideoOptions
{
    /// <summary>Longer side that frames are shrunk to before faces are searched, in pixels.</summary>
    [Description("Frames are shrunk to this longer side before faces are searched, in pixels; faces are cut from the whole frame. 0 searches the whole frame.")]
    [Range(0, 8192)]
    public int DetectSide { get; init; } = 640;

    /// <summary>Four letters that name the codec of annotated videos.</summary>
    [Description("Codec of annotated videos, as four letters that OpenCV's FFmpeg can write into MP4: mp4v is MPEG-4, avc1 is H.264.")]
    public string Codec { get; init; } = "mp4v";

    /// <summary>Frames a second where a source does not tell.</summary>
    [Description("Frames a second where the source does not tell.")]
    [Range(1.0, 240.0)]
    public double FramesPerSecond { get; init; } = 25;

    /// <summary>How long a camera or stream may take to open, in seconds.</summary>
    [Description("How long a stream may take to open, in seconds.")]
    [Range(0.1, 600.0)]
    public double OpenTimeout { get; init; } = 10;

    /// <summary>How long a stream may send nothing, in seconds.</summary>
    [Description("How long a stream may send nothing before it counts as lost, in seconds.")]
    [Range(0.1, 600.0)]
    public double ReadTimeout { get; init; } = 10;

    /// <summary>Attempts to open a lost camera or stream again.</summary>
    [Description("Attempts in a row to open a lost camera or stream again before it is given up.")]
    [Range(0, 1000000)]
    public int Reconnects { get; init; } = 8;

    /// <summary>Wait before the first attempt, in seconds.</summary>
    [Description("Wait before the first of these attempts, in seconds; each further wait is twice as long.")]
    [Range(0.0, 3600.0)]
    public double ReconnectDelay { get; init; } = 0.5;

    /// <summary>Longest wait before an attempt, in seconds.</summary>
    [Description("Longest wait before an attempt, in seconds.")]
    [Range(0.0, 3600.0)]
    public double ReconnectMaxDelay { get; init; } = 30;
}
