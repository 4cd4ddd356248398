using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>A frame on its way; disposing it gives its pixels back for another.</summary>
/// <param name="pixels">The frame, as a BGR picture.</param>
/// <param name="home">Where the pixels go back.</param>
internal sealed class VideoFrame(Mat pixels, FramePool home) : IDisposable
{
    /// <summary>The frame, as a BGR picture.</summary>
    public Mat Pixels { get; } = pixels;

    /// <summary>Number of the frame in the source, from 0; those that were skipped count.</summary>
    public long Number { get; init; }

    /// <summary>Time since the source began, in seconds.</summary>
    public double Time { get; init; }

    /// <summary>How long it took to decode, in milliseconds.</summary>
    public double DecodeMilliseconds { get; init; }

    /// <summary>Whether the source was lost and found again before this frame.</summary>
    public bool AfterLoss { get; init; }

    /// <inheritdoc/>
    public void Dispose() => home.Return(Pixels);
}
