using System.Globalization;
using System.Text;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Cameras;

/// <summary>
/// What the cameras of a fleet report: CloudEvents over NATS in structured mode, so the message is the whole event in JSON. The id of the
/// event is that of the message too, and the stream stores it once.
/// </summary>
/// <param name="fleet">The connection.</param>
public sealed class CameraEvents(FleetConnection fleet)
{
    private const int Portion = 100;
    private const string Holder = "MaskML-Holder";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly NatsSubOpts OneAnswer = new() { MaxMsgs = 1, Timeout = TimeSpan.FromSeconds(2) };
    private static readonly TimeSpan KeptReader = TimeSpan.FromDays(30);

    /// <summary>Stores an event in the stream.</summary>
    /// <param name="camera">Name of its camera.</param>
    /// <param name="kind">Its type, with a dash for each dot.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">The event.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NatsException">It is not stored.</exception>
    public async Task PublishAsync(string camera, string kind, string id, string json, CancellationToken cancellationToken)
    {
        var headers = new NatsHeaders { ["Content-Type"] = "application/cloudevents+json" };
        PubAckResponse stored = await fleet.Js.PublishAsync(
            CameraStreams.EventsSubject(camera, kind),
            Encoding.UTF8.GetBytes(json),
            opts: new NatsJSPubOpts { MsgId = id },
            headers: headers,
            cancellationToken: cancellationToken).ConfigureAwait(false);

        // One that the stream has already is stored.
        if (!stored.Duplicate)
        {
            stored.EnsureSuccess();
        }
    }

    /// <summary>The last event of a kind; null if the stream has none.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="kind">Its type, with a dash for each dot.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its number in the stream, and the event.</returns>
    /// <exception cref="NatsException">The servers do not answer.</exception>
    public async Task<(ulong Number, string Json)?> LastAsync(string camera, string kind, CancellationToken cancellationToken)
    {
        // The subject is part of the request, so that a worker may be allowed to ask this and nothing else.
        string subject = $"$JS.API.DIRECT.GET.{CameraStreams.Events}.{CameraStreams.EventsSubject(camera, kind)}";
        NatsMsg<byte[]> found = await fleet.Js.Connection.RequestAsync<byte[], byte[]>(subject, [], cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return found.Headers?.TryGetLastValue("Nats-Sequence", out string? number) == true
            ? (ulong.Parse(number, CultureInfo.InvariantCulture), Encoding.UTF8.GetString(found.Data ?? []))
            : null;
    }

    /// <summary>Reads the events, each until it was taken once. A new reader begins with the next one.</summary>
    /// <param name="reader">Name of the reader, which knows after a restart what was read.</param>
    /// <param name="take">Takes an event by the name of its camera and its JSON.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="NatsException">The servers do not answer; read again then.</exception>
    public async Task ReadAsync(string reader, Action<string, string> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        INatsJSConsumer consumer = await fleet.Js.CreateOrUpdateConsumerAsync(
            CameraStreams.Events,
            new ConsumerConfig(reader)
            {
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                DeliverPolicy = ConsumerConfigDeliverPolicy.New,
                InactiveThreshold = KeptReader,
            },
            cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            var options = new NatsJSFetchOpts { MaxMsgs = Portion, Expires = Patience };
            await foreach (INatsJSMsg<byte[]> message in consumer.FetchAsync<byte[]>(options, cancellationToken: cancellationToken)
                .ConfigureAwait(false))
            {
                take(CameraStreams.NameOf(message.Subject, 2), Encoding.UTF8.GetString(message.Data ?? []));
                await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks the worker of a camera for its latest frame.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The frame with its faces drawn, as JPEG; null if no worker has one, or it is too large for a message.</returns>
    public async Task<byte[]?> PictureAsync(string camera, CancellationToken cancellationToken)
    {
        try
        {
            NatsMsg<byte[]> answer = await fleet.Js.Connection.RequestAsync<byte[], byte[]>(
                CameraStreams.PictureSubject(camera), [], replyOpts: OneAnswer, cancellationToken: cancellationToken).ConfigureAwait(false);
            return answer.Data is { Length: > 0 } jpeg ? jpeg : null;
        }
        catch (NatsException)
        {
            // Nobody watches it, or the servers do not answer.
            return null;
        }
    }

    /// <summary>Listens to how the cameras are, which their workers say every second.</summary>
    /// <param name="take">Takes the name of a camera and how it is.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public Task ListenAsync(Action<string, byte[]> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        return fleet.SubscribeAsync(
            CameraStreams.StateSubject("*"),
            message =>
            {
                take(CameraStreams.NameOf(message.Subject, 2), message.Data ?? []);
                return default;
            },
            cancellationToken);
    }

    /// <summary>Says how a camera is, to those who listen now.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="state">How it is.</param>
    /// <param name="holder">Who has it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal ValueTask SayAsync(string camera, byte[] state, string holder, CancellationToken cancellationToken) =>
        fleet.Js.Connection.PublishAsync(
            CameraStreams.StateSubject(camera),
            state,
            new NatsHeaders { [Holder] = holder },
            cancellationToken: cancellationToken);

    /// <summary>Listens to who has a camera, at each report of how it is.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="take">Takes the holder.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    internal Task ListenToHoldersAsync(string camera, Action<string> take, CancellationToken cancellationToken) => fleet.SubscribeAsync(
        CameraStreams.StateSubject(camera),
        message =>
        {
            if (message.Headers?.TryGetLastValue(Holder, out string? holder) == true)
            {
                take(holder);
            }

            return default;
        },
        cancellationToken);
}
