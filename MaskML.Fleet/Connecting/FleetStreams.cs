using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Connecting;

/// <summary>
/// The streams of a fleet. A caller creates what is not there yet, and a worker that may; an administrator may change them afterwards.
/// </summary>
internal static class FleetStreams
{
    /// <summary>Photos that wait or are in work: a work queue, <c>maskml.photos.new.RUN</c> and <c>maskml.photos.again.RUN</c>.</summary>
    public const string Photos = "MASKML_PHOTOS";

    /// <summary>Answers until they are collected, <c>maskml.answers.RUN</c>, and open jobs, <c>maskml.jobs.JOB.RUN</c>.</summary>
    public const string Answers = "MASKML_ANSWERS";

    /// <summary>Consumer of photos that are handed out for the first time.</summary>
    public const string NewPhotos = "photos-new";

    /// <summary>Consumer of photos whose worker ended or failed.</summary>
    public const string PhotosAgain = "photos-again";

    /// <summary>Code of an answer that says that there is no such stream, consumer or message.</summary>
    public const int NotFound = 404;

    private const int NotClustered = 10074;
    private const int Replicas = 3;
    private const int MaxInWork = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Creates what is not there yet.</summary>
    public static async Task CreateAsync(INatsJSContext js, TimeSpan ackWait, CancellationToken cancellationToken)
    {
        await AnswersAsync(js, cancellationToken).ConfigureAwait(false);
        await PhotosAsync(js, cancellationToken).ConfigureAwait(false);
        await PhotosAsync(js, again: false, ackWait, cancellationToken).ConfigureAwait(false);
        await PhotosAsync(js, again: true, ackWait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the stream of photos.</summary>
    public static Task<INatsJSStream> PhotosAsync(INatsJSContext js, CancellationToken cancellationToken) => OpenAsync(
        js,
        new StreamConfig(Photos, ["maskml.photos.>"]) { Retention = StreamConfigRetention.Workqueue, MaxAge = Kept },
        cancellationToken);

    /// <summary>Opens the stream of answers.</summary>
    public static Task<INatsJSStream> AnswersAsync(INatsJSContext js, CancellationToken cancellationToken) => OpenAsync(
        js, new StreamConfig(Answers, ["maskml.answers.*", "maskml.jobs.>"]) { MaxAge = Kept }, cancellationToken);

    /// <summary>Opens one of the consumers of photos.</summary>
    /// <remarks>
    /// Photos that may have ended their worker are worked on one at a time in the whole fleet, so that they are not blamed for each other.
    /// </remarks>
    public static async Task<INatsJSConsumer> PhotosAsync(
        INatsJSContext js, bool again, TimeSpan ackWait, CancellationToken cancellationToken)
    {
        string name = again ? PhotosAgain : NewPhotos;
        try
        {
            return await js.GetConsumerAsync(Photos, name, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.Code == NotFound)
        {
            var config = new ConsumerConfig(name)
            {
                FilterSubject = Subject(again, "*"),
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = ackWait,
                MaxDeliver = -1,
                MaxAckPending = again ? 1 : MaxInWork,
            };
            return await js.CreateOrUpdateConsumerAsync(Photos, config, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Subject of photos.</summary>
    public static string Subject(bool again, string run) => $"maskml.photos.{(again ? "again" : "new")}.{run}";

    /// <summary>Both subjects of the photos of a run.</summary>
    public static string AllSubjects(string run) => "maskml.photos.*." + run;

    /// <summary>Subject of the answers to them.</summary>
    public static string AnswersSubject(string run) => "maskml.answers." + run;

    /// <summary>Subject of the message that says that a job is not done.</summary>
    public static string JobSubject(string job, string run) => $"maskml.jobs.{job}.{run}";

    /// <summary>Opens a stream, and creates it where there is none: on three servers where they are a cluster.</summary>
    public static async Task<INatsJSStream> OpenAsync(INatsJSContext js, StreamConfig config, CancellationToken cancellationToken)
    {
        try
        {
            return await js.GetStreamAsync(config.Name!, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.Code == NotFound)
        {
            return await ReplicatedAsync(replicas =>
            {
                config.NumReplicas = replicas;
                return js.CreateStreamAsync(config, cancellationToken);
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Creates something on three servers where they are a cluster.</summary>
    /// <param name="create">Creates it on a number of servers.</param>
    public static async Task<T> ReplicatedAsync<T>(Func<int, ValueTask<T>> create)
    {
        try
        {
            return await create(Replicas).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == NotClustered)
        {
            return await create(1).ConfigureAwait(false);
        }
    }
}
