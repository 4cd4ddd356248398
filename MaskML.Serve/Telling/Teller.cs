using System.Diagnostics;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Telling;

/// <summary>
/// Tells each receiver of the stored events, in their order and at least once: how far it has come is stored after the receiver has taken
/// an event. Receivers wait neither for each other nor do cameras wait for them.
/// </summary>
internal sealed partial class Teller(
    IEnumerable<IReceiver> receivers, EventStore events, Outbox outbox, CameraMetrics metrics, ILogger<Teller> log) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Progress> progress = receivers.ToDictionary(receiver => receiver.Name, _ => new Progress());

    /// <summary>The receivers and how far they are.</summary>
    public IReadOnlyList<ReceiverAnswer> Answer() => [.. receivers.Select(receiver => new ReceiverAnswer(
        receiver.Name, Waiting(receiver), receiver.Problem, outbox.DeadLetters(receiver.Name)))];

    /// <summary>Begins before the cameras do, so that nothing is stored before a new receiver is known.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (IReceiver receiver in receivers)
        {
            progress[receiver.Name].Position = outbox.Position(receiver.Name);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(() => receivers.Select(receiver => (receiver.Name, Waiting(receiver))));
        return Task.WhenAll(receivers.Select(receiver => Task.Run(() => TellAsync(receiver, cancellationToken), cancellationToken)));
    }

    private async Task TellAsync(IReceiver receiver, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await TellAllAsync(receiver, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Such as a store that cannot be read at the moment. What was told stays told.
                Failed(log, receiver.Name, e.Message);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TellAllAsync(IReceiver receiver, CancellationToken cancellationToken)
    {
        Progress own = progress[receiver.Name];
        long position = own.Position;
        while (true)
        {
            Task changed = events.Changed;
            long last = events.Last;
            List<StoredEvent> waiting = events.Read(new EventFilter { Types = receiver.Types, After = position, Limit = Batch });
            foreach (StoredEvent one in waiting)
            {
                using Activity? trace = EventTraces.Continue("tell", ActivityKind.Producer, one.Camera, one.Json)
                    ?.SetTag("maskml.receiver", receiver.Name);
                try
                {
                    await receiver.TellAsync(one, cancellationToken);
                    outbox.Told(receiver.Name, one.Seq);
                }
                catch (RefusedException e)
                {
                    trace?.SetStatus(ActivityStatusCode.Error, e.Message);
                    outbox.Bury(receiver.Name, one, e.Message);
                    Refused(log, receiver.Name, one.Id, e.Message);
                }

                position = own.Position = one.Seq;
            }

            if (waiting.Count < Batch && position < last)
            {
                // Only events of other types are left.
                position = own.Position = last;
                outbox.Told(receiver.Name, last);
            }
            else if (waiting.Count == 0)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    private long Waiting(IReceiver receiver) => events.CountAfter(progress[receiver.Name].Position, receiver.Types);

    private sealed class Progress
    {
        private long position;

        public long Position
        {
            get => Volatile.Read(ref position);
            set => Volatile.Write(ref position, value);
        }
    }

    [LoggerMessage(70, LogLevel.Warning, "{Receiver} cannot be told at the moment: {Reason}")]
    private static partial void Failed(ILogger logger, string receiver, string reason);

    [LoggerMessage(71, LogLevel.Warning, "{Receiver} refused the event {Id} for good: {Reason}")]
    private static partial void Refused(ILogger logger, string receiver, string id, string reason);
}
