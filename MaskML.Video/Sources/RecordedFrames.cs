using System.Diagnostics;

namespace MaskML.Video.Sources;

/// <summary>Every frame of a recording, in order.</summary>
/// <param name="feed">The recording.</param>
/// <param name="options">The frame rate when the recording does not state one, and the limit on frames a second.</param>
internal sealed class RecordedFrames(IVideoFeed feed, VideoOptions options) : IFrameSource
{
    private readonly FramePool pool = new();

    /// <inheritdoc/>
    public double FramesPerSecond { get; } = feed.FramesPerSecond ?? options.FramesPerSecond;

    /// <inheritdoc/>
    public long? FrameCount => feed.FrameCount;

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public long Skipped => 0;

    /// <inheritdoc/>
    public int Losses => 0;

    /// <inheritdoc/>
    public IEnumerable<VideoFrame> Read(CancellationToken cancellationToken)
    {
        double last = -1;
        var limit = new FrameRateLimit(options.MaxFramesPerSecond);
        for (long number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            Mat pixels = pool.Rent();
            long start = Stopwatch.GetTimestamp();
            if (feed.Read(pixels, () => true, cancellationToken) is not { } time)
            {
                pool.Return(pixels);
                yield break;
            }

            // Some files have no timestamps, or timestamps that do not advance.
            last = time > last ? time : Math.Max(number / FramesPerSecond, last + (1 / FramesPerSecond));
            if (!limit.IsDue(last))
            {
                pool.Return(pixels);
                continue;
            }

            yield return new VideoFrame(pixels, pool)
            {
                Number = number,
                Time = last,
                DecodeMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            };
        }
    }

    /// <inheritdoc/>
    public VideoFrame Latest(VideoFrame frame) => frame;

    /// <inheritdoc/>
    public void Dispose()
    {
        feed.Dispose();
        pool.Dispose();
    }
}
