using System.Diagnostics;

namespace MaskML.Video.Sources;

/// <summary>Every frame of a recording, in order.</summary>
/// <param name="feed">The recording.</param>
/// <param name="framesPerSecond">The frame rate when the recording does not state one.</param>
internal sealed class RecordedFrames(IVideoFeed feed, double framesPerSecond) : IFrameSource
{
    private readonly FramePool pool = new();

    /// <inheritdoc/>
    public double FramesPerSecond { get; } = feed.FramesPerSecond ?? framesPerSecond;

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
        for (long number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            Mat pixels = pool.Rent();
            long start = Stopwatch.GetTimestamp();
            if (feed.Read(pixels, cancellationToken) is not { } time)
            {
                pool.Return(pixels);
                yield break;
            }

            // Some files have no timestamps, or timestamps that do not advance.
            last = time > last ? time : Math.Max(number / FramesPerSecond, last + (1 / FramesPerSecond));
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
