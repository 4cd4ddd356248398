using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace MaskML.Fleet.Cameras;

/// <summary>
/// Takes cameras of the fleet, one after the other while it keeps up with those that it has, and watches each until the camera ends, is
/// removed, or the worker is stopped or cut off.
/// </summary>
/// <param name="fleet">The connection.</param>
/// <param name="watch">Begins to watch a camera.</param>
/// <param name="warn">Receives messages for the log.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to free.")]
public sealed class CameraWorker(FleetConnection fleet, Func<CameraTask, Task<ICameraWatch>> watch, Action<string> warn)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ICameraWatch, Task> held = [];
    private readonly CancellationTokenSource giveBack = new();
    private readonly LoadMeter meter = new();

    // Most cameras that it kept up with, as far as it knows.
    private int carried;

    /// <summary>Waits until cameras were published.</summary>
    /// <param name="fleet">The connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the wait was ended.</returns>
    public static async Task<bool> WaitAsync(FleetConnection fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await fleet.Js.GetConsumerAsync(CameraStreams.Cameras, CameraStreams.Workers, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException)
            {
                // There is none yet, or the servers do not answer.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    /// <summary>Works until it is stopped, and gives its cameras back then.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task pictures = ShowAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (NatsJSApiException e) when (e.Error.Code == FleetStreams.NotFound)
            {
                // Nobody has published a camera yet.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is NatsException or MaskMLException)
            {
                warn($"{fleet.Options.Name}: no cameras at the moment: {e.Message}");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The cameras are given back below.
            }
        }

        // Not earlier: what is given back while this worker still asks comes to it again.
        await giveBack.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(held.Values.Append(pictures)).ConfigureAwait(false);
    }

    // All workers are asked; the one that has the camera answers.
    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await fleet.SubscribeAsync(CameraStreams.PictureSubject("*"), AnswerAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The worker is stopped.
        }
        catch (NatsException e)
        {
            warn($"{fleet.Options.Name}: live pictures are not shown any more: {e.Message}");
        }
    }

    private async ValueTask AnswerAsync(NatsMsg<byte[]> asked)
    {
        string name = CameraStreams.NameOf(asked.Subject, 2);
        if (held.Keys.FirstOrDefault(camera => camera.Name == name)?.Picture() is { } jpeg && jpeg.Length <= fleet.MaxMessage)
        {
            await asked.ReplyAsync(jpeg).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        INatsJSConsumer consumer = await fleet.Js.GetConsumerAsync(CameraStreams.Cameras, CameraStreams.Workers, cancellationToken)
            .ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            // No request stays open, so that what is given back does not come to this worker again. Never cancelled: a camera that is on
            // its way would wait for nothing until the acknowledgement is due.
            // Half a minute by default, where the server that was asked is lost before it answers.
            var one = new NatsJSFetchOpts { MaxMsgs = 1, Expires = LongestFetch };
            int before = held.Count;
            await foreach (INatsJSMsg<byte[]> message in consumer.FetchNoWaitAsync<byte[]>(one, cancellationToken: CancellationToken.None)
                .ConfigureAwait(false))
            {
                await BeginAsync(message).ConfigureAwait(false);
            }

            if (held.Count > before && held.Count <= carried)
            {
                // It has kept up with as many before. All cameras are given out at once when a leading server was lost.
                continue;
            }

            TimeSpan wait = held.Count > before ? Trial : Patience;
            do
            {
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
                carried = meter.KeepsUp(held.Keys) ? Math.Max(carried, held.Count) : held.Count - 1;
            }
            while (carried < held.Count);
        }
    }

    private async Task BeginAsync(INatsJSMsg<byte[]> message)
    {
        var lease = new CameraLease(fleet, message);
        try
        {
            ICameraWatch camera = await watch(lease.Task).ConfigureAwait(false);
            var kept = new TaskCompletionSource();
            held[camera] = HoldAsync(camera, lease, kept.Task);
            kept.SetResult();
        }
        catch (Exception e)
        {
            // Whatever happens to one camera, the others go on.
            warn($"camera {lease.Task.Name} is given back: {e.Message}");
            await lease.GiveBackAsync(Pause).ConfigureAwait(false);
            lease.Dispose();
        }
    }

    private async Task HoldAsync(ICameraWatch camera, CameraLease lease, Task begin)
    {
        await begin.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using CameraLease owned = lease;

        // At once, so that another worker that has it too stops.
        LeaseState state = await lease.RenewAsync(camera.State()).ConfigureAwait(false);
        while (state == LeaseState.Held && !camera.Ended.IsCompleted && !giveBack.IsCancellationRequested)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(giveBack.Token);
            await Task.WhenAny(camera.Ended, lease.Superseded, Task.Delay(lease.Pause, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            state = await lease.RenewAsync(camera.State()).ConfigureAwait(false);
        }

        bool hasEnded = camera.Ended.IsCompleted;

        // What is going on there is ended in any case, before another worker begins.
        await camera.DisposeAsync().ConfigureAwait(false);
        held.TryRemove(camera, out _);
        if (state is LeaseState.Lost or LeaseState.Superseded)
        {
            string why = state == LeaseState.Lost
                ? $"{fleet.Options.Name} could not be told that it is"
                : "another worker has begun with it";
            warn($"camera {lease.Task.Name} is no longer watched here: {why}");
        }
        else if (state == LeaseState.Held && !hasEnded)
        {
            await lease.GiveBackAsync().ConfigureAwait(false);
        }
        else
        {
            await lease.EndAsync(hasEnded && state == LeaseState.Held ? camera.State() : null).ConfigureAwait(false);
        }
    }
}
