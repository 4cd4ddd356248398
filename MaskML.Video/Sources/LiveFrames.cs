using System.Threading.Channels;

namespace MaskML.Video.Sources;

/// <summary>
/// The frames of a camera or stream. A dedicated thread reads them as they arrive and keeps only the latest, so that the consumer never
/// falls behind. A lost source is opened again.
/// </summary>
/// <param name="feed">The open source.</param>
/// <param name="reconnector">Opens the source again.</param>
/// <param name="options">The frame rate when the source does not state one, and the limit on frames a second.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveFrames(IVideoFeed feed, Reconnector reconnector, VideoOptions options, TimeProvider time) : IFrameSource
{
    // A camera that sends nothing blocks its thread inside OpenCV. Dispose then abandons the thread and leaves its buffers to it.
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromMilliseconds(100);

    private readonly FramePool pool = new();
    private readonly CancellationTokenSource end = new();
    private Channel<VideoFrame>? arrived;
    private Thread? thread;
    private long skipped;

    /// <inheritdoc/>
    public double FramesPerSecond { get; } = feed.FramesPerSecond ?? options.FramesPerSecond;

    /// <inheritdoc/>
    public long? FrameCount => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <inheritdoc/>
    public int Losses => reconnector.Count;

    /// <inheritdoc/>
    public IEnumerable<VideoFrame> Read(CancellationToken cancellationToken)
    {
        arrived = Channel.CreateBounded<VideoFrame>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true }, Drop);
        using CancellationTokenRegistration registration = cancellationToken.Register(end.Cancel);
        thread = new Thread(() => Pump(arrived.Writer, end.Token)) { IsBackground = true, Name = "frames" };
        thread.Start();
        while (Next(arrived.Reader, cancellationToken) is { } frame)
        {
            yield return frame;
        }
    }

    /// <inheritdoc/>
    public VideoFrame Latest(VideoFrame frame)
    {
        if (arrived?.Reader.TryRead(out VideoFrame? latest) != true)
        {
            return frame;
        }

        Drop(frame);
        return latest!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        end.Cancel();
        if (thread is null)
        {
            feed.Dispose();
        }

        if (thread?.Join(JoinTimeout) != false)
        {
            pool.Dispose();
            end.Dispose();
        }
    }

    private static VideoFrame? Next(ChannelReader<VideoFrame> latest, CancellationToken cancellationToken)
    {
        try
        {
            bool any = latest.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
            return any && latest.TryRead(out VideoFrame? frame) ? frame : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Drop(VideoFrame frame)
    {
        Interlocked.Increment(ref skipped);
        frame.Dispose();
    }

    private void Pump(ChannelWriter<VideoFrame> latest, CancellationToken cancellationToken)
    {
        IVideoFeed? open = feed;
        try
        {
            long begin = time.GetTimestamp();
            long number = 0;
            while (open is not null)
            {
                string reason = ReadAll(open, latest, begin, ref number, cancellationToken);
                open.Dispose();
                open = null;
                open = cancellationToken.IsCancellationRequested ? null : reconnector.Reopen(reason, number, cancellationToken);
            }

            latest.Complete();
        }
        catch (Exception e)
        {
            // The channel rethrows the exception on the consumer's thread.
            open?.Dispose();
            latest.Complete(cancellationToken.IsCancellationRequested ? null : e);
        }
    }

    // Returns why the source was lost.
    private string ReadAll(
        IVideoFeed open, ChannelWriter<VideoFrame> latest, long begin, ref long number, CancellationToken cancellationToken)
    {
        try
        {
            var limit = new FrameRateLimit(options.MaxFramesPerSecond);
            bool IsDue() => limit.IsDue(time.GetElapsedTime(begin).TotalSeconds);
            while (!cancellationToken.IsCancellationRequested)
            {
                Mat pixels = pool.Rent();
                long start = time.GetTimestamp();
                if (open.Read(pixels, IsDue, cancellationToken) is null)
                {
                    pool.Return(pixels);
                    return "the stream has ended";
                }

                latest.TryWrite(new VideoFrame(pixels, pool)
                {
                    Number = number++,
                    Time = time.GetElapsedTime(begin).TotalSeconds,
                    DecodeMilliseconds = time.GetElapsedTime(start).TotalMilliseconds,
                    Losses = reconnector.Count,
                });
            }

            return "";
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }
}
