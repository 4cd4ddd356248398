using MaskML.Fleet.Connecting;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Cameras;

/// <summary>The streams of cameras and their events. Whoever publishes cameras creates them.</summary>
internal static class CameraStreams
{
    /// <summary>
    /// Cameras that are or must be watched, <c>maskml.cameras.watch.NAME</c>: a work queue. Recordings that have ended stay.
    /// </summary>
    public const string Cameras = "MASKML_CAMERAS";

    /// <summary>What the cameras report, <c>maskml.events.NAME.KIND</c>.</summary>
    public const string Events = "MASKML_EVENTS";

    /// <summary>Consumer of the workers.</summary>
    public const string Workers = "cameras";

    /// <summary>Subject of the cameras that must be watched; their names follow.</summary>
    public const string Watch = "maskml.cameras.watch.";

    private static readonly TimeSpan KeptEvents = TimeSpan.FromDays(30);
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    /// <summary>Opens the stream of cameras and its consumer.</summary>
    public static async Task<INatsJSStream> CamerasAsync(INatsJSContext js, TimeSpan ackWait, CancellationToken cancellationToken)
    {
        var config = new StreamConfig(Cameras, [Watch + "*", EndedSubject("*")])
        {
            Retention = StreamConfigRetention.Workqueue,

            // Two that publish the same camera at the same time do not have it watched twice.
            MaxMsgsPerSubject = 1,
        };
        INatsJSStream stream = await FleetStreams.OpenAsync(js, config, cancellationToken).ConfigureAwait(false);
        await stream.CreateOrUpdateConsumerAsync(
            new ConsumerConfig(Workers)
            {
                FilterSubject = Watch + "*",
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = ackWait,
                MaxDeliver = -1,
                MaxAckPending = -1,
            },
            cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Opens the stream of events.</summary>
    public static Task<INatsJSStream> EventsAsync(INatsJSContext js, CancellationToken cancellationToken) => FleetStreams.OpenAsync(
        js,
        new StreamConfig(Events, [EventsSubject("*", "*")]) { MaxAge = KeptEvents, DuplicateWindow = DuplicateWindow, AllowDirect = true },
        cancellationToken);

    /// <summary>Reads a message of the stream of cameras, in one request.</summary>
    /// <exception cref="NatsJSApiException">There is none, with the code <see cref="FleetStreams.NotFound"/>.</exception>
    public static async Task<StreamMsgGetResponse> GetAsync(
        INatsJSContext js, StreamMsgGetRequest request, CancellationToken cancellationToken) =>
        await js.JSRequestResponseAsync<StreamMsgGetRequest, StreamMsgGetResponse>(
            "$JS.API.STREAM.MSG.GET." + Cameras, request, cancellationToken).ConfigureAwait(false);

    /// <summary>Subject of a camera that must be watched.</summary>
    public static string WatchSubject(string camera) => Watch + Token(camera);

    /// <summary>Subject of a recording that has ended.</summary>
    public static string EndedSubject(string camera) => "maskml.cameras.ended." + Token(camera);

    /// <summary>Subject of the events of a camera.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="kind">The type of the event, with a dash for each dot.</param>
    public static string EventsSubject(string camera, string kind) => $"maskml.events.{Token(camera)}.{kind}";

    /// <summary>Subject on which the worker of a camera says how it is; not stored.</summary>
    public static string StateSubject(string camera) => "maskml.states." + Token(camera);

    /// <summary>Subject on which the worker of a camera is asked for a picture; not stored.</summary>
    public static string PictureSubject(string camera) => "maskml.pictures." + Token(camera);

    /// <summary>Name of the camera of a subject, which is the part with this number.</summary>
    public static string NameOf(string subject, int part) => subject.Split('.')[part].Replace('~', '.');

    // Dots divide subjects; names of cameras have no tildes.
    private static string Token(string camera) => camera.Replace('.', '~');
}
