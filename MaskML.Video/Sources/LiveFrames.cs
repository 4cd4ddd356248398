using System.Threading.Channels;
using MaskML.Predict.Errors;
using MaskML.Video.Frames;
using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>
/// The frames of a camera or stream: a thread of its own reads them as they come and keeps only the latest, so that whoever takes
/// them is never behind. A lost source is opened again, with longer and longer waits.
/// </summary>
/// <param name="address">The source.</param>
/// <param name="feed">The source, open.</param>
/// <param name="options">How often to try again, and how long to wait.</param>
/// <param name="warn">Takes what the user should know.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveFrames(VideoAddress address, IVideoFeed feed, VideoOptions options, Action<string> warn, TimeProvider time) : IFrameSource
{
    // A camera that sends nothing holds its thread in OpenCV; it is left behind then, with what it uses.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly FramePool pool = new();
    private readonly CancellationTokenSource end = new();
    private Thread? thread;
    private long skipped;

    /// <inheritdoc/>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <inheritdoc/>
    public int Losses { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<VideoFrame> Read(CancellationToken stop)
    {
        var latest = Channel.CreateBounded<VideoFrame>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
            dropped =>
            {
                Interlocked.Increment(ref skipped);
                dropped.Dispose();
            });
        using CancellationTokenRegistration registration = stop.Register(end.Cancel);
        thread = new Thread(() => Pump(latest.Writer, end.Token)) { IsBackground = true, Name = "frames" };
        thread.Start();
        while (Next(latest.Reader, stop) is { } frame)
        {
            yield return frame;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        end.Cancel();
        if (thread is null)
        {
            feed.Dispose();
        }

        if (thread?.Join(Patience) != false)
        {
            pool.Dispose();
            end.Dispose();
        }
    }

    private static VideoFrame? Next(ChannelReader<VideoFrame> latest, CancellationToken stop)
    {
        try
        {
            return latest.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult() && latest.TryRead(out VideoFrame? frame) ? frame : null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Pump(ChannelWriter<VideoFrame> latest, CancellationToken stop)
    {
        IVideoFeed? open = feed;
        try
        {
            long begin = time.GetTimestamp();
            long number = 0;
            for (bool again = false; open is not null; again = true)
            {
                string reason = ReadAll(open, latest, begin, again, ref number, stop);
                open.Dispose();
                open = null;
                open = stop.IsCancellationRequested ? null : Reopen(reason, number, stop);
            }

            latest.Complete();
        }
        catch (Exception e)
        {
            // Whatever goes wrong here belongs to the thread that takes the frames.
            open?.Dispose();
            latest.Complete(stop.IsCancellationRequested ? null : e);
        }
    }

    private string ReadAll(IVideoFeed open, ChannelWriter<VideoFrame> latest, long begin, bool again, ref long number, CancellationToken stop)
    {
        try
        {
            for (bool first = true; !stop.IsCancellationRequested; first = false)
            {
                Mat pixels = pool.Rent();
                long start = time.GetTimestamp();
                if (open.Read(pixels, stop) is null)
                {
                    pool.Return(pixels);
                    return "the stream has ended";
                }

                latest.TryWrite(new VideoFrame(pixels, pool)
                {
                    Number = number++,
                    Time = time.GetElapsedTime(begin).TotalSeconds,
                    DecodeMilliseconds = time.GetElapsedTime(start).TotalMilliseconds,
                    AfterLoss = again && first,
                });
            }

            return "";
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }

    private IVideoFeed? Reopen(string reason, long frames, CancellationToken stop)
    {
        if (frames > 0 && options.Reconnects == 0)
        {
            warn($"{address.Name}: {reason}");
            return null;
        }

        for (int attempt = 1; Backoff.Before(attempt, options) is { } wait; attempt++)
        {
            warn(FormattableString.Invariant($"{address.Name}: {reason}; trying again in {wait.TotalSeconds:0.##} s"));
            Task.Delay(wait, time, stop).GetAwaiter().GetResult();
            try
            {
                IVideoFeed found = VideoFeeds.Open(address, options, stop);
                Losses++;
                return found;
            }
            catch (InputException e)
            {
                reason = e.Message;
            }
        }

        throw new InputException(FormattableString.Invariant($"lost after {frames} frames and not back after {options.Reconnects} attempts: {reason}"));
    }
}
