using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.ObjectStore;

namespace MaskML.Fleet.Photos;

/// <summary>A photo that a worker was given.</summary>
/// <param name="Source">Its name, as the caller gave it.</param>
/// <param name="Path">Its file; null where it was copied.</param>
/// <param name="Content">Its bytes; null where it has a file.</param>
/// <param name="Fault">Why it cannot be judged; null where it can.</param>
public sealed record WorkPhoto(string Source, string? Path, byte[]? Content, string? Fault);

/// <summary>
/// Takes photos of all callers and answers them. A photo is done when its answer is in the stream. Photos whose worker ended or failed
/// are tried again alone, so that others do not end with them, and are given up after three attempts.
/// </summary>
/// <param name="fleet">The connection.</param>
/// <param name="judge">Judges a photo; called on several threads.</param>
/// <param name="parallel">Number of photos that are judged at the same time.</param>
/// <param name="warn">Receives messages for the log.</param>
[SuppressMessage("Design", "CA1001", Justification = "Semaphores without wait handles and sources without timers have nothing to free.")]
public sealed class PhotoWorker(FleetConnection fleet, Func<WorkPhoto, PhotoAnswer> judge, int parallel, Action<string> warn)
{
    private const int Attempts = 3;
    private const int ProgressesPerWait = 3;
    private const int TakenPerThread = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim slots = new(parallel);
    private readonly CancellationTokenSource giveBack = new();
    private readonly ConcurrentDictionary<string, INatsJSMsg<byte[]>> held = new(StringComparer.Ordinal);
    private INatsObjStore? copies;

    /// <summary>Works until it is stopped; then gives back what it has not begun, and ends what it has.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource();
        Task progress = TellProgressAsync(ended.Token);
        int most = parallel * TakenPerThread;
        SemaphoreSlim room = new(most);
        SemaphoreSlim alone = new(1);
        await Task.WhenAll(
            TakeAsync(again: false, most, room, cancellationToken),
            TakeAsync(again: true, 1, alone, cancellationToken)).ConfigureAwait(false);

        // Not earlier: what is given back while this worker still asks for more comes to it again.
        await giveBack.CancelAsync().ConfigureAwait(false);
        await alone.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        for (int left = most; left > 0; left--)
        {
            await room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await progress.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TakeAsync(bool again, int most, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            int taken = 0;
            try
            {
                await FleetStreams.PhotosAsync(fleet.Js, cancellationToken).ConfigureAwait(false);
                INatsJSConsumer consumer = await FleetStreams.PhotosAsync(fleet.Js, again, fleet.Options.AckWait, cancellationToken)
                    .ConfigureAwait(false);
                while (!cancellationToken.IsCancellationRequested)
                {
                    // In few, larger portions.
                    for (; taken < (most + 1) / 2 || room.CurrentCount > 0; taken++)
                    {
                        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                    }

                    // Never cancelled: photos that are on their way would stay with this worker until the acknowledgement is due.
                    var options = new NatsJSFetchOpts { MaxMsgs = taken, Expires = Patience };
                    var messages = consumer.FetchAsync<byte[]>(options, cancellationToken: CancellationToken.None).ConfigureAwait(false);
                    await foreach (INatsJSMsg<byte[]> message in messages)
                    {
                        held[message.ReplyTo!] = message;
                        taken--;
                        _ = WorkAsync(message, again, room);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The rest ends below.
            }
            catch (NatsException e)
            {
                warn($"{fleet.Options.Name}: no photos at the moment: {e.Message}");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                Release(room, taken);
            }
        }
    }

    private async Task WorkAsync(INatsJSMsg<byte[]> message, bool again, SemaphoreSlim room)
    {
        try
        {
            await Task.Yield();

            // What its worker lost is tried alone, and so is what a worker gives back: a new message, since that is no failed attempt.
            bool isLost = !again && message.Metadata?.NumDelivered > 1;
            PhotoAnswered? answered = isLost ? null : await AnswerAsync(message, again).ConfigureAwait(false);
            await (answered is null
                ? StoreAsync(FleetStreams.Subject(again: true, RunOf(message)), message.Data!)
                : StoreAsync(FleetStreams.AnswersSubject(RunOf(message)), FleetMessages.Write(answered))).ConfigureAwait(false);
            await message.AckAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever happens to one photo, it is delivered again, and then tried alone.
            warn($"a photo is given back: {e.Message}");
            await message.NakAsync(new AckOpts { NakDelay = Pause }, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            held.TryRemove(message.ReplyTo!, out _);
            room.Release();
        }
    }

    // Null if it has not begun when the worker is stopped.
    private async Task<PhotoAnswered?> AnswerAsync(INatsJSMsg<byte[]> message, bool again)
    {
        int needed = again ? parallel : 1;
        int taken = 0;
        try
        {
            for (; taken < needed; taken++)
            {
                await slots.WaitAsync(giveBack.Token).ConfigureAwait(false);
            }

            PhotoJob job = FleetMessages.ReadJob(message.Data!);
            bool givenUp = again && message.Metadata?.NumDelivered >= Attempts;
            WorkPhoto photo = givenUp
                ? new WorkPhoto(job.Source, null, null, "given up: three workers ended or failed while they judged it")
                : await OpenAsync(job, RunOf(message)).ConfigureAwait(false);
            return new PhotoAnswered(job.Key, await Task.Run(() => judge(photo), CancellationToken.None).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (giveBack.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Release(slots, taken);
        }
    }

    private async Task<WorkPhoto> OpenAsync(PhotoJob job, string run)
    {
        if (job.Path is null)
        {
            copies ??= await fleet.CopiesAsync(CancellationToken.None).ConfigureAwait(false);
            byte[] content = await copies.GetBytesAsync(PhotoBatch.CopyName(run, job.Key)).ConfigureAwait(false);
            return new WorkPhoto(job.Source, null, content, null);
        }

        string? shared = fleet.Options.Shared is { } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;
        string? path = shared is null ? null : Path.GetFullPath(job.Path, shared);
        return path?.StartsWith(shared + Path.DirectorySeparatorChar, StringComparison.Ordinal) == true
            ? new WorkPhoto(job.Source, path, null, null)
            : new WorkPhoto(job.Source, null, null, "it is not in the folder fleet.shared of the worker");
    }

    // While the servers cannot be reached, the photo may be given to another worker: the first answer counts.
    private Task StoreAsync(string subject, byte[] message) => FleetConnection.RetryAsync(
        () => fleet.PublishAsync(subject, message, CancellationToken.None), Attempts, CancellationToken.None);

    private async Task TellProgressAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(fleet.Options.AckWait / ProgressesPerWait);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (INatsJSMsg<byte[]> message in held.Values)
            {
                await message.AckProgressAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void Release(SemaphoreSlim semaphore, int count)
    {
        if (count > 0)
        {
            semaphore.Release(count);
        }
    }

    private static string RunOf(INatsJSMsg<byte[]> message) => message.Subject[(message.Subject.LastIndexOf('.') + 1)..];
}
