using System.Diagnostics;
using System.Text.Json.Nodes;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Cameras;

/// <summary>
/// Stores what one camera reports: events at once, counts with them or every few seconds. While the store cannot be written, it keeps
/// what fits into memory.
/// </summary>
/// <param name="camera">Name of the camera.</param>
/// <param name="store">The store.</param>
/// <param name="metrics">Receives what is stored.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives faults.</param>
/// <param name="tellsCounts">Whether counts are stored as events too, for those who add up the counts of several workers.</param>
internal sealed partial class CameraRecorder(
    string camera, EventStore store, CameraMetrics metrics, TimeProvider time, ILogger log, bool tellsCounts = false)
{
    private const int MaxPending = 10_000;

    private readonly TimeSpan countPeriod = TimeSpan.FromSeconds(tellsCounts ? 15 : 5);

    private readonly List<CameraEvent> events = [];
    private readonly Dictionary<CountKey, long> counts = [];
    private DateTimeOffset flushed = time.GetUtcNow();
    private DateTimeOffset seen;
    private bool failing;

    /// <summary>
    /// The begin of a recording that is watched from its first frame again if it is interrupted, so that its counts are stored at its end;
    /// null for any other camera.
    /// </summary>
    public DateTimeOffset? Recording { get; set; }

    /// <summary>Adds an event.</summary>
    public void Report(DateTimeOffset session, int? track, string type, DateTimeOffset at, JsonObject data, byte[]? picture = null)
    {
        if (events.Count < MaxPending)
        {
            using Activity? trace = EventTraces.Begin(camera, type, at);
            events.Add(CameraEvent.Of(camera, session, track, type, at, data, trace?.Id) with
            {
                Picture = picture,
                Repeats = Recording is not null,
            });
        }
    }

    /// <summary>Adds to a count.</summary>
    public void Count(string what, DateTimeOffset at, long n = 1)
    {
        if (n > 0)
        {
            var key = new CountKey(at.ToUnixTimeSeconds() / 60, what);
            counts[key] = counts.GetValueOrDefault(key) + n;
        }
    }

    /// <summary>Counts a judged frame.</summary>
    public void Frame(DateTimeOffset at)
    {
        seen = at;
        Count(CountStore.Frames, at);
    }

    /// <summary>Stores events, and counts when it is their time.</summary>
    /// <param name="all">Whether counts are stored in any case.</param>
    public void Flush(bool all = false)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool counted = counts.Count > 0 && (all || (Recording is null && (events.Count > 0 || now - flushed >= countPeriod)));
        if (events.Count == 0 && !counted)
        {
            return;
        }

        try
        {
            bool tells = tellsCounts && counted;
            store.Write(
                camera, tells ? [.. events, CameraCounts.ToEvent(camera, now, counts, Recording)] : events, counted ? counts : [], seen);
            foreach (CameraEvent told in events)
            {
                metrics.Reported(camera, told.Type, time.GetUtcNow() - told.Time);
            }

            events.Clear();
            failing = false;
            if (counted)
            {
                counts.Clear();
            }
        }
        catch (SqliteException e)
        {
            if (!failing)
            {
                CannotStore(log, camera, e.Message);
            }

            failing = true;
        }

        flushed = now;
    }

    /// <summary>Forgets the counts of a recording that was interrupted.</summary>
    public void Interrupt() => counts.Clear();

    [LoggerMessage(63, LogLevel.Error, "{Camera}: events cannot be stored, and wait in memory: {Reason}")]
    private static partial void CannotStore(ILogger logger, string camera, string reason);
}
