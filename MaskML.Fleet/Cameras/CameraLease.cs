using System.Diagnostics;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Cameras;

/// <summary>What has become of a camera that a worker holds.</summary>
internal enum LeaseState
{
    /// <summary>It is this worker's.</summary>
    Held,

    /// <summary>The servers could not be told in time that it is watched: another worker may begin.</summary>
    Lost,

    /// <summary>It was removed or changed.</summary>
    Removed,

    /// <summary>A worker that took it later watches it.</summary>
    Superseded,
}

/// <summary>The message of a camera, which is this worker's as long as it reports progress.</summary>
internal sealed class CameraLease : IDisposable
{
    private const int PeriodsPerWait = 6;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly FleetConnection fleet;
    private readonly INatsJSMsg<byte[]> message;
    private readonly ulong number;

    // Begins with the time, so that the later of two holders has the greater one.
    private readonly string holder = Guid.CreateVersion7().ToString();
    private readonly TaskCompletionSource superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource listening = new();
    private long renewed = Stopwatch.GetTimestamp();

    /// <summary>Holds a camera from the moment in which it came.</summary>
    public CameraLease(FleetConnection fleet, INatsJSMsg<byte[]> message)
    {
        (this.fleet, this.message) = (fleet, message);
        number = message.Metadata!.Value.Sequence.Stream;
        int turn = (int)((number + message.Metadata.Value.NumDelivered) % CameraTask.Turns);
        Task = new CameraTask(CameraStreams.NameOf(message.Subject, 3), message.Data ?? [], turn, message.Metadata.Value.Timestamp);
        _ = HearAsync();
    }

    /// <summary>The camera.</summary>
    public CameraTask Task { get; }

    /// <summary>
    /// Completed when another worker has begun with it: a new leader of NATS does not know all that the one before gave out.
    /// </summary>
    public Task Superseded => superseded.Task;

    /// <summary>Time until the next report of progress, or until the camera is lost, whichever comes first.</summary>
    public TimeSpan Pause => TimeSpan.FromTicks(Math.Clamp(Left.Ticks, Shortest.Ticks, Period.Ticks));

    private TimeSpan Period => fleet.Options.CameraWait / PeriodsPerWait;

    // The last period is for stopping.
    private TimeSpan Left => fleet.Options.CameraWait - Period - Stopwatch.GetElapsedTime(renewed);

    /// <summary>Reports that the camera is watched.</summary>
    /// <param name="state">How it is.</param>
    public async Task<LeaseState> RenewAsync(byte[] state)
    {
        // By the clock of this worker, before anything is reported: one that was suspended may have lost the camera.
        if (Left <= TimeSpan.Zero)
        {
            return LeaseState.Lost;
        }

        if (Superseded.IsCompleted)
        {
            return LeaseState.Superseded;
        }

        using var late = new CancellationTokenSource(Pause);
        try
        {
            long now = Stopwatch.GetTimestamp();
            await message.AckProgressAsync(new AckOpts { DoubleAck = true }, late.Token).ConfigureAwait(false);
            renewed = now;
            late.CancelAfter(Pause);
            await new CameraEvents(fleet).SayAsync(Task.Name, state, holder, late.Token).ConfigureAwait(false);
            await CameraStreams.GetAsync(fleet.Js, new StreamMsgGetRequest { Seq = number }, late.Token).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.Code == FleetStreams.NotFound)
        {
            return LeaseState.Removed;
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // The next report may come through.
        }

        return LeaseState.Held;
    }

    /// <summary>Gives the camera to another worker.</summary>
    /// <param name="delay">After this time; null for now.</param>
    public Task GiveBackAsync(TimeSpan? delay = null) => TryAsync(() =>
        message.NakAsync(delay is { } later ? new AckOpts { NakDelay = later } : default, CancellationToken.None).AsTask());

    /// <summary>Has the camera watched by nobody any more.</summary>
    /// <param name="state">The last state of a recording that has ended, which stays so until it is changed or removed; null else.</param>
    public Task EndAsync(byte[]? state) => TryAsync(async () =>
    {
        if (state is not null)
        {
            await new CameraEvents(fleet).SayAsync(Task.Name, state, holder, CancellationToken.None).ConfigureAwait(false);
            await fleet.PublishAsync(CameraStreams.EndedSubject(Task.Name), Task.Message, CancellationToken.None).ConfigureAwait(false);
        }

        await message.AckAsync(new AckOpts { DoubleAck = true }, CancellationToken.None).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public void Dispose() => listening.Cancel();

    private async Task HearAsync()
    {
        try
        {
            await new CameraEvents(fleet).ListenToHoldersAsync(
                Task.Name,
                other =>
                {
                    if (string.CompareOrdinal(other, holder) > 0)
                    {
                        superseded.TrySetResult();
                    }
                },
                listening.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // The camera is given up, or the connection is closed.
        }
    }

    // Without an answer the camera comes to another worker when its acknowledgement is due.
    private static async Task TryAsync(Func<Task> say)
    {
        try
        {
            await say().ConfigureAwait(false);
        }
        catch (NatsException)
        {
            // As above.
        }
    }
}
