using System.Diagnostics;
using System.Runtime.CompilerServices;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Photos;

/// <summary>
/// Hands photos to the workers and collects the answers. What has been answered stays in the stream until all are, so that a job that is
/// begun again does not judge a photo twice, unless the photo has changed.
/// </summary>
/// <param name="fleet">The connection.</param>
/// <param name="job">Name of the job: letters, digits, dashes and underscores.</param>
/// <param name="photos">The photos.</param>
/// <param name="fail">The answer for a photo that cannot be handed over, and why.</param>
/// <param name="warn">Receives messages for the user.</param>
public sealed class PhotoBatch(
    FleetConnection fleet, string job, IReadOnlyList<FleetPhoto> photos, Func<FleetPhoto, string, PhotoAnswer> fail, Action<string> warn)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly AnswerOrder order = new(photos);

    /// <summary>Judges all photos.</summary>
    /// <returns>One answer a photo, in the order of the photos.</returns>
    /// <exception cref="UsageException">The servers refuse what a caller must do.</exception>
    public async IAsyncEnumerable<PhotoAnswer> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (string run, PhotoHandover handover, AnswerReader reader) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        Task? publishing = null;
        long heard = Stopwatch.GetTimestamp();
        try
        {
            while (!order.IsComplete)
            {
                // Not before all old answers are known.
                publishing ??= reader.IsAtEnd ? handover.RunAsync(stop.Token) : null;
                await foreach (PhotoAnswered[] portion in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    heard = Stopwatch.GetTimestamp();
                    foreach (PhotoAnswered answered in portion)
                    {
                        await handover.AddAsync(answered.Key, answered.Answer, isOld: publishing is null).ConfigureAwait(false);
                    }

                    while (handover.TakeNext() is { } answer)
                    {
                        yield return answer;
                    }

                    if (order.IsComplete || (publishing is null && reader.IsAtEnd))
                    {
                        break;
                    }
                }

                // Photos that could not be handed over are answered here.
                while (handover.TakeNext() is { } answer)
                {
                    yield return answer;
                }

                if (publishing?.IsFaulted == true)
                {
                    await publishing.ConfigureAwait(false);
                }

                if (!order.IsComplete && Stopwatch.GetElapsedTime(heard) > Silence)
                {
                    heard = Stopwatch.GetTimestamp();
                    await CheckAsync(run, handover, reader, cancellationToken).ConfigureAwait(false);
                }
            }

            await CloseAsync(run, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await (publishing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A run is found again by its job. What its former caller handed over is taken back, so that nothing waits twice.
    private async Task<(string Run, PhotoHandover Handover, AnswerReader Reader)> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FleetStreams.CreateAsync(fleet.Js, fleet.Options.AckWait, cancellationToken).ConfigureAwait(false);
            var request = new StreamInfoRequest { SubjectsFilter = FleetStreams.JobSubject(job, "*") };
            INatsJSStream stream = await fleet.Js.GetStreamAsync(FleetStreams.Answers, request, cancellationToken).ConfigureAwait(false);
            string? open = stream.Info.State.Subjects?.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
            string run = open?[(open.LastIndexOf('.') + 1)..] ?? Guid.NewGuid().ToString("n");
            if (open is null)
            {
                await fleet.PublishAsync(FleetStreams.JobSubject(job, run), [], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                warn($"the job {job} goes on where it was stopped");
                await PurgeAsync(FleetStreams.Photos, FleetStreams.AllSubjects(run), cancellationToken).ConfigureAwait(false);
            }

            var handover = new PhotoHandover(fleet, run, photos, order, fail);
            await handover.OpenAsync(cancellationToken).ConfigureAwait(false);
            var reader = new AnswerReader(fleet.Js, run);
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            return (run, handover, reader);
        }
        catch (NatsException e)
        {
            throw new UsageException($"{fleet.Options.Name}: photos cannot be handed over: {e.Message}", e);
        }
    }

    private async Task CloseAsync(string run, CancellationToken cancellationToken)
    {
        try
        {
            await PurgeAsync(FleetStreams.Photos, FleetStreams.AllSubjects(run), cancellationToken).ConfigureAwait(false);
            await PurgeAsync(FleetStreams.Answers, FleetStreams.JobSubject(job, run), cancellationToken).ConfigureAwait(false);
            await PurgeAsync(FleetStreams.Answers, FleetStreams.AnswersSubject(run), cancellationToken).ConfigureAwait(false);
        }
        catch (NatsException e)
        {
            warn($"the answers of the job {job} stay on {fleet.Options.Name} for some days: {e.Message}");
        }
    }

    private async Task PurgeAsync(string stream, string subject, CancellationToken cancellationToken) =>
        await fleet.Js.PurgeStreamAsync(stream, new StreamPurgeRequest { Filter = subject }, cancellationToken).ConfigureAwait(false);

    // After some silence: photos that no stream has any more, as after the loss of a server's disk, are handed over again.
    private async Task CheckAsync(string run, PhotoHandover handover, AnswerReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            var request = new StreamInfoRequest { SubjectsFilter = FleetStreams.AllSubjects(run) };
            INatsJSStream stream = await fleet.Js.GetStreamAsync(FleetStreams.Photos, request, cancellationToken).ConfigureAwait(false);
            INatsJSConsumer workers = await FleetStreams.PhotosAsync(fleet.Js, false, fleet.Options.AckWait, cancellationToken)
                .ConfigureAwait(false);
            if (stream.Info.State.Subjects is not { Count: > 0 })
            {
                await handover.RepeatAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (workers.Info is { NumWaiting: 0, NumAckPending: 0 })
            {
                warn($"no worker takes photos; start one: maskml work --fleet {fleet.Options.Name}");
            }
        }
        catch (NatsException e)
        {
            warn($"{fleet.Options.Name} does not answer: {e.Message}");
        }
    }
}
