using System.Diagnostics;
using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>Every frame of a recording, one after the other.</summary>
/// <param name="feed">The recording.</param>
/// <param name="framesPerSecond">Tells the time of a frame where the recording does not.</param>
internal sealed class RecordedFrames(IVideoFeed feed, double framesPerSecond) : IFrameSource
{
    private readonly FramePool pool = new();

    /// <inheritdoc/>
    public IEnumerable<VideoFrame> Read(CancellationToken stop)
    {
        double last = -1;
        for (long number = 0; !stop.IsCancellationRequested; number++)
        {
            Mat pixels = pool.Rent();
            long start = Stopwatch.GetTimestamp();
            if (feed.Read(pixels, stop) is not { } time)
            {
                pool.Return(pixels);
                yield break;
            }

            // Some files have no times, or times that stand still.
            last = time > last ? time : Math.Max(number / framesPerSecond, last + (1 / framesPerSecond));
            yield return new VideoFrame(pixels, pool)
            {
                Number = number,
                Time = last,
                DecodeMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        feed.Dispose();
        pool.Dispose();
    }
}
