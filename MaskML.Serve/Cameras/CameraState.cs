using MaskML.Video.Analysis;
using OpenCvSharp;

namespace MaskML.Serve.Cameras;

/// <summary>How a camera is. Its thread writes, requests read.</summary>
internal sealed class CameraState(CameraOptions options, bool configured, TimeProvider time)
{
    public const string Connecting = "connecting";
    public const string Live = "live";
    public const string Lost = "lost";
    public const string Ended = "ended";

    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly Lock sync = new();
    private readonly Queue<long> judged = [];
    private string name = Connecting;
    private string? reason;
    private DateTimeOffset since = time.GetUtcNow();
    private Size size;
    private string? model;
    private long frames;
    private long skipped;
    private int reconnects;
    private int people;
    private int violations;
    private TimeSpan latency;

    /// <summary>Frames judged so far.</summary>
    public long Frames => Interlocked.Read(ref frames);

    /// <summary>Frames judged and skipped so far, and how long the latest one took from its arrival.</summary>
    public (long Judged, long Skipped, TimeSpan Latency) Load
    {
        get
        {
            lock (sync)
            {
                return (frames, skipped, latency);
            }
        }
    }

    /// <summary>Changes the state.</summary>
    public void Set(string next, string? why)
    {
        lock (sync)
        {
            since = name == next ? since : time.GetUtcNow();
            (name, reason, people, violations, latency) = (next, why, 0, 0, default);
        }
    }

    /// <summary>Counts a judged frame.</summary>
    public void Judged(FrameResult frame, string? by, int violating, TimeSpan took)
    {
        lock (sync)
        {
            Interlocked.Increment(ref frames);
            (size, model, violations, latency) = (frame.Size, by, violating, took);
            people = frame.Faces.Count(face => face.Track is not null);
            judged.Enqueue(time.GetTimestamp());
        }
    }

    /// <summary>Counts skipped frames.</summary>
    public void Skip(long n)
    {
        lock (sync)
        {
            skipped += n;
        }
    }

    /// <summary>Counts that the camera came back.</summary>
    public void Reconnect()
    {
        lock (sync)
        {
            reconnects++;
        }
    }

    /// <summary>Describes the camera.</summary>
    public CameraAnswer Answer()
    {
        lock (sync)
        {
            while (judged.TryPeek(out long oldest) && time.GetElapsedTime(oldest) > RateWindow)
            {
                judged.Dequeue();
            }

            double rate = Math.Round(judged.Count / RateWindow.TotalSeconds, 1);
            return new CameraAnswer(
                options.Name, options.Source.Name, name, since, reason, size.Width, size.Height, rate,
                frames, skipped, reconnects, people, violations, model, options.Labels, configured);
        }
    }
}
