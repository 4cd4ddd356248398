using System.Collections.Concurrent;

namespace MaskML.Video.Sources;

/// <summary>A frame of a video. Disposing it returns its pixels to a pool for later frames.</summary>
public sealed class VideoFrame : IDisposable
{
    private readonly FramePool pool;

    internal VideoFrame(Mat pixels, FramePool pool)
    {
        Pixels = pixels;
        this.pool = pool;
    }

    /// <summary>The frame as a BGR picture; not to be used after <see cref="Dispose"/>.</summary>
    public Mat Pixels { get; }

    /// <summary>Number of the frame in the source, from 0; skipped frames count.</summary>
    public long Number { get; init; }

    /// <summary>Time since the source began, in seconds.</summary>
    public double Time { get; init; }

    /// <summary>How long decoding took, in milliseconds.</summary>
    public double DecodeMilliseconds { get; init; }

    /// <summary>How often the source was lost and opened again before this frame.</summary>
    public int Losses { get; init; }

    /// <inheritdoc/>
    public void Dispose() => pool.Return(Pixels);
}

/// <summary>
/// Reusable pixel buffers, so that the memory does not grow with the length of a video. Disposing the pool frees rented buffers, too.
/// </summary>
internal sealed class FramePool : IDisposable
{
    private readonly ConcurrentBag<Mat> idle = [];
    private readonly ConcurrentBag<Mat> all = [];

    /// <summary>Takes a buffer with undefined content.</summary>
    public Mat Rent()
    {
        if (idle.TryTake(out Mat? pixels))
        {
            return pixels;
        }

        pixels = new Mat();
        all.Add(pixels);
        return pixels;
    }

    /// <summary>Returns a buffer.</summary>
    public void Return(Mat pixels) => idle.Add(pixels);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat pixels in all)
        {
            pixels.Dispose();
        }
    }
}
