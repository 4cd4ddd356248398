using System.Text.Json;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;

namespace MaskML.Fleet.Models;

/// <summary>What a worker says of itself when it is asked.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Model">SHA-256 of the model that it uses.</param>
/// <param name="Refused">Why it does not use the fleet's; null where it does.</param>
public sealed record WorkerState(string Worker, string? Model, string? Refused)
{
    private const string Subject = "maskml.workers";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Next = TimeSpan.FromSeconds(0.5);

    /// <summary>Answers until it is stopped.</summary>
    /// <param name="fleet">The connection.</param>
    /// <param name="state">What to answer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task AnswerAsync(FleetConnection fleet, Func<WorkerState> state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            await fleet.SubscribeAsync(
                Subject,
                question => question.ReplyAsync(JsonSerializer.SerializeToUtf8Bytes(state()), cancellationToken: cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is stopped.
        }
    }

    /// <summary>Asks all workers.</summary>
    /// <param name="fleet">The connection.</param>
    /// <param name="cancellationToken">Ends the wait for answers.</param>
    /// <returns>Their answers, by name.</returns>
    public static async Task<IReadOnlyList<WorkerState>> AskAsync(FleetConnection fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var found = new List<WorkerState>();
        var wait = new NatsSubOpts { StartUpTimeout = First, IdleTimeout = Next };
        try
        {
            var answers = fleet.Js.Connection.RequestManyAsync<byte[], byte[]>(
                Subject, [], replyOpts: wait, cancellationToken: cancellationToken).ConfigureAwait(false);
            await foreach (NatsMsg<byte[]> answer in answers)
            {
                found.Add(JsonSerializer.Deserialize<WorkerState>(answer.Data)!);
            }
        }
        catch (NatsNoRespondersException)
        {
            // There are no workers.
        }

        return [.. found.OrderBy(worker => worker.Worker, StringComparer.Ordinal)];
    }
}
