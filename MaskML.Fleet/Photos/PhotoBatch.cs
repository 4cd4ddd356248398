using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Imaging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;

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
[SuppressMessage("Design", "CA1001", Justification = "Semaphores without wait handles and sources without timers have nothing to free.")]
public sealed class PhotoBatch(
    FleetConnection fleet, string job, IReadOnlyList<FleetPhoto> photos, Func<FleetPhoto, string, PhotoAnswer> fail, Action<string> warn)
{
    // Handed over and not collected yet: enough for many workers, little enough for the memory of caller and servers.
    private const int MaxOut = 4096;
    private const int MaxCopies = 64;
    private const int Publishers = 32;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly AnswerOrder order = new(photos);
    private readonly SemaphoreSlim window = new(MaxOut);
    private readonly SemaphoreSlim copies = new(MaxCopies);
    private INatsObjStore? store;
    private string run = "";
    private int first = int.MaxValue;

    /// <summary>Judges all photos.</summary>
    /// <returns>One answer a photo, in the order of the photos.</returns>
    /// <exception cref="UsageException">The servers refuse what a caller must do.</exception>
    public async IAsyncEnumerable<PhotoAnswer> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        AnswerReader reader = await OpenAsync(cancellationToken).ConfigureAwait(false);
        Task? publishing = null;
        long heard = Stopwatch.GetTimestamp();
        try
        {
            while (!order.IsComplete)
            {
                // Not before all old answers are known.
                publishing ??= reader.IsAtEnd ? PublishAllAsync(stop.Token) : null;
                await foreach (PhotoAnswered answered in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    heard = Stopwatch.GetTimestamp();
                    await TakeAsync(answered.Key, answered.Answer, isOld: publishing is null).ConfigureAwait(false);
                    while (TakeNext() is { } answer)
                    {
                        yield return answer;
                    }

                    if (order.IsComplete || (publishing is null && reader.IsAtEnd))
                    {
                        break;
                    }
                }

                // Photos that could not be handed over are answered here.
                while (TakeNext() is { } answer)
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
                    await CheckAsync(reader, cancellationToken).ConfigureAwait(false);
                }
            }

            await CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await (publishing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A run is found again by its job. What its former caller handed over is taken back, so that nothing waits twice.
    private async Task<AnswerReader> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FleetStreams.CreateAsync(fleet.Js, fleet.Options.AckWait, cancellationToken).ConfigureAwait(false);
            var request = new StreamInfoRequest { SubjectsFilter = FleetStreams.JobSubject(job, "*") };
            INatsJSStream stream = await fleet.Js.GetStreamAsync(FleetStreams.Answers, request, cancellationToken).ConfigureAwait(false);
            string? open = stream.Info.State.Subjects?.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
            run = open?[(open.LastIndexOf('.') + 1)..] ?? Guid.NewGuid().ToString("n");
            if (open is null)
            {
                await fleet.PublishAsync(FleetStreams.JobSubject(job, run), [], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                warn($"the job {job} goes on where it was stopped");
                await PurgeAsync(FleetStreams.Photos, FleetStreams.AllSubjects(run), cancellationToken).ConfigureAwait(false);
            }

            if (photos.Any(photo => SharedPath(photo) is null))
            {
                store = await fleet.CopiesAsync(cancellationToken).ConfigureAwait(false);
            }

            var reader = new AnswerReader(fleet.Js, run);
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch (NatsException e)
        {
            throw new UsageException($"{fleet.Options.Name}: photos cannot be handed over: {e.Message}", e);
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
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

    private Task PublishAllAsync(CancellationToken cancellationToken)
    {
        first = order.Next;
        return Parallel.ForEachAsync(
            Enumerable.Range(first, photos.Count - first),
            new ParallelOptions { MaxDegreeOfParallelism = Publishers, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                await window.WaitAsync(token).ConfigureAwait(false);
                if (order.Begin(i) is not { } key)
                {
                    return;
                }

                if (SharedPath(photos[i]) is null)
                {
                    await copies.WaitAsync(token).ConfigureAwait(false);
                    await CopyAsync(photos[i], key, token).ConfigureAwait(false);
                }
                else if (photos[i].Fault is { } fault)
                {
                    await TakeAsync(key, fail(photos[i], fault), isOld: false).ConfigureAwait(false);
                }

                await PublishAsync(photos[i], key, token).ConfigureAwait(false);
            });
    }

    private async Task CopyAsync(FleetPhoto photo, string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = photo.Fault is { } fault ? throw new InputException(fault) : ImageDecoder.ReadBytes(photo.FullPath);
            Task Put() => store!.PutAsync(CopyName(run, key), bytes, cancellationToken).AsTask();
            await FleetConnection.RetryAsync(Put, int.MaxValue, cancellationToken).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            await TakeAsync(key, fail(photo, e.Message), isOld: false).ConfigureAwait(false);
        }
    }

    private Task PublishAsync(FleetPhoto photo, string key, CancellationToken cancellationToken)
    {
        if (!order.IsAwaited(key))
        {
            return Task.CompletedTask;
        }

        byte[] message = FleetMessages.Write(new PhotoJob(key, photo.Source, SharedPath(photo)));
        string subject = FleetStreams.Subject(again: false, run);

        // A photo that was stored all the same is judged twice and answered once.
        return FleetConnection.RetryAsync(
            () => fleet.PublishAsync(subject, message, cancellationToken), int.MaxValue, cancellationToken);
    }

    private async Task TakeAsync(string key, PhotoAnswer answer, bool isOld)
    {
        if (order.Add(key, answer, isOld) is { } i && SharedPath(photos[i]) is null)
        {
            copies.Release();
            try
            {
                await store!.DeleteAsync(CopyName(run, key)).ConfigureAwait(false);
            }
            catch (NatsException)
            {
                // It goes by itself after some days.
            }
        }
    }

    private PhotoAnswer? TakeNext()
    {
        PhotoAnswer? answer = order.TakeNext();
        if (answer is not null && order.Next > first)
        {
            window.Release();
        }

        return answer;
    }

    // After some silence: photos that no stream has any more, as after the loss of a server's disk, are handed over again.
    private async Task CheckAsync(AnswerReader reader, CancellationToken cancellationToken)
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
                foreach ((string key, int i) in order.Awaited())
                {
                    await PublishAsync(photos[i], key, cancellationToken).ConfigureAwait(false);
                }
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

    /// <summary>Name of a photo in the store of copies.</summary>
    internal static string CopyName(string run, string key) => $"{run}/{key}";

    private string? SharedPath(FleetPhoto photo) => photo.PathBelow(fleet.Options.Shared);
}
