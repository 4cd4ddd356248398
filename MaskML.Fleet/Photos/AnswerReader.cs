using System.Runtime.CompilerServices;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Photos;

/// <summary>
/// Reads the answers of a run from the first one on, each once and in the order of the stream, whatever happens to the connection.
/// </summary>
internal sealed class AnswerReader(INatsJSContext js, string run)
{
    private const int Batch = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private INatsJSConsumer? consumer;
    private ulong last;
    private ulong delivered;

    /// <summary>Whether all answers that were there when the run was opened have been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Begins; after a time in which nothing came, begins again after the last answer.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        delivered = 0;
        consumer = await js.CreateOrUpdateConsumerAsync(
            FleetStreams.Answers,
            new ConsumerConfig
            {
                Name = $"{run}-{Guid.NewGuid():n}",
                FilterSubject = FleetStreams.AnswersSubject(run),
                AckPolicy = ConsumerConfigAckPolicy.None,
                DeliverPolicy = last == 0 ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.ByStartSequence,
                OptStartSeq = last == 0 ? 0 : last + 1,
                InactiveThreshold = Forgotten,
                NumReplicas = 1,
                MemStorage = true,
            },
            cancellationToken).ConfigureAwait(false);
        IsAtEnd |= consumer.Info.NumPending == 0;
    }

    /// <summary>Reads the next answers, a portion at a time; ends after two seconds without one.</summary>
    public async IAsyncEnumerable<PhotoAnswered[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<INatsJSMsg<byte[]>>? messages = null;
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } message)
            {
                yield return FleetMessages.ReadAnswers(message);
            }
        }
        finally
        {
            if (messages is not null)
            {
                await messages.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task<byte[]?> NextAsync()
        {
            try
            {
                if (consumer is null)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                messages ??= consumer!.FetchAsync<byte[]>(
                    new NatsJSFetchOpts { MaxMsgs = Batch, Expires = Patience }, cancellationToken: cancellationToken)
                    .GetAsyncEnumerator(cancellationToken);
                if (await messages.MoveNextAsync().ConfigureAwait(false) && messages.Current is { Data: { } data, Metadata: { } at })
                {
                    if (at.Sequence.Consumer == ++delivered)
                    {
                        last = at.Sequence.Stream;
                        IsAtEnd |= at.NumPending == 0;
                        return data;
                    }

                    // Some were lost on the way, and are read again.
                    consumer = null;
                }
            }
            catch (NatsException)
            {
                // The server of the consumer has gone, or the connection. The next call begins after the last answer.
                consumer = null;
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
    }
}
