using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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
/// Takes portions of photos of all callers and answers them. A portion is done when its answers are in the stream. The photos of a portion
/// whose worker ended or failed are tried again one by one, so that none ends with another, and are given up after three attempts.
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

    // A worker that holds more photos than these and a whole portion takes no other one.
    private const int HeldPerThread = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim entrance = new(1);
    private readonly SemaphoreSlim slots = new(parallel);
    private readonly CancellationTokenSource giveBack = new();
    private INatsObjStore? copies;

    /// <summary>Works until it is stopped; then gives back what it has not begun, and ends what it has.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task>[] begun = await Task.WhenAll(
            TakeAsync(again: false, PhotoHandover.MaxPortion + (parallel * HeldPerThread), cancellationToken),
            TakeAsync(again: true, 0, cancellationToken)).ConfigureAwait(false);

        // Not earlier: what is given back while this worker still asks for more comes to it again.
        await giveBack.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(begun.SelectMany(tasks => tasks)).ConfigureAwait(false);
    }

    // Returns the portions that are in work when it is stopped.
    private async Task<List<Task>> TakeAsync(bool again, int most, CancellationToken cancellationToken)
    {
        var working = new List<Task>();
        SemaphoreSlim room = new(most);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FleetStreams.PhotosAsync(fleet.Js, cancellationToken).ConfigureAwait(false);
                INatsJSConsumer consumer = await FleetStreams.PhotosAsync(fleet.Js, again, fleet.Options.AckWait, cancellationToken)
                    .ConfigureAwait(false);
                while (!cancellationToken.IsCancellationRequested)
                {
                    // Never cancelled: a portion that is on its way would stay with this worker until the acknowledgement is due.
                    INatsJSMsg<byte[]>? message = await consumer.NextAsync<byte[]>(
                        opts: new NatsJSNextOpts { Expires = Patience }, cancellationToken: CancellationToken.None).ConfigureAwait(false);
                    if (message is not null)
                    {
                        PhotoJob[] jobs = FleetMessages.ReadJobs(message.Data);
                        working.RemoveAll(task => task.IsCompleted);
                        working.Add(WorkAsync(message, jobs, again, room));
                        for (int i = 0; i < jobs.Length; i++)
                        {
                            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The caller of this method sees to what is in work.
            }
            catch (Exception e) when (e is NatsException or JsonException)
            {
                warn($"{fleet.Options.Name}: no photos at the moment: {e.Message}");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return working;
    }

    // Says that it works while it does, so that the portion is not given to another worker.
    private async Task WorkAsync(INatsJSMsg<byte[]> message, PhotoJob[] jobs, bool again, SemaphoreSlim room)
    {
        Task work = AnswerAsync(message, jobs, again);
        while (await Task.WhenAny(work, Task.Delay(fleet.Options.AckWait / ProgressesPerWait)).ConfigureAwait(false) != work)
        {
            try
            {
                await message.AckProgressAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException)
            {
                // The connection is lost at the moment: another worker may take the portion too, and the first answers count.
            }
        }

        room.Release(jobs.Length);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AnswerAsync(INatsJSMsg<byte[]> message, PhotoJob[] jobs, bool again)
    {
        string run = message.Subject[(message.Subject.LastIndexOf('.') + 1)..];
        bool isAlone = again && jobs.Length == 1;
        ulong attempt = message.Metadata?.NumDelivered ?? 1;
        try
        {
            PhotoJob[] left = jobs;
            bool isLost = attempt > 1 && !isAlone;
            if (!isLost)
            {
                PhotoAnswered?[] answers = await JudgeAsync(jobs, run, isAlone, attempt >= Attempts).ConfigureAwait(false);
                await StoreAsync(
                    FleetStreams.AnswersSubject(run), FleetMessages.Write([.. answers.OfType<PhotoAnswered>()], fleet.MaxMessage))
                    .ConfigureAwait(false);
                left = [.. jobs.Where((_, i) => answers[i] is null)];
            }

            // What is given back is a new message, since that is no failed attempt.
            foreach (PhotoJob[] portion in left.Chunk(isLost ? 1 : jobs.Length))
            {
                await StoreAsync(FleetStreams.Subject(again: true, run), FleetMessages.Write(portion, fleet.MaxMessage))
                    .ConfigureAwait(false);
            }

            await message.AckAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever happens to one photo, its portion is delivered again, and then tried one by one.
            warn($"photos are given back: {e.Message}");
            await message.NakAsync(new AckOpts { NakDelay = Pause }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Null for photos that have not begun when the worker is stopped.
    private async Task<PhotoAnswered?[]> JudgeAsync(PhotoJob[] jobs, string run, bool isAlone, bool isGivenUp)
    {
        var answers = new PhotoAnswered?[jobs.Length];
        var loops = new List<Task>();
        int next = -1;
        try
        {
            // One portion at a time takes slots, so that a photo that needs all of them does not wait for each in turn.
            await entrance.WaitAsync(giveBack.Token).ConfigureAwait(false);
            try
            {
                for (int i = 0; i < (isAlone ? 1 : Math.Min(parallel, jobs.Length)); i++)
                {
                    loops.Add(await BeginAsync(isAlone ? parallel : 1, JudgeNextAsync).ConfigureAwait(false));
                }
            }
            finally
            {
                entrance.Release();
            }
        }
        catch (OperationCanceledException) when (giveBack.IsCancellationRequested)
        {
            // What has begun is ended.
        }

        await Task.WhenAll(loops).ConfigureAwait(false);
        return answers;

        async Task JudgeNextAsync()
        {
            for (int i; !giveBack.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < jobs.Length;)
            {
                WorkPhoto photo = isGivenUp
                    ? new WorkPhoto(jobs[i].Source, null, null, "given up: three workers ended or failed while they judged it")
                    : await OpenAsync(jobs[i], run).ConfigureAwait(false);
                answers[i] = new PhotoAnswered(jobs[i].Key, judge(photo));
            }
        }
    }

    // Takes slots, and starts work that gives them back.
    private async Task<Task> BeginAsync(int needed, Func<Task> work)
    {
        int taken = 0;
        try
        {
            for (; taken < needed; taken++)
            {
                await slots.WaitAsync(giveBack.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            slots.Release(taken);
            throw;
        }

        return Task.Run(
            async () =>
            {
                try
                {
                    await work().ConfigureAwait(false);
                }
                finally
                {
                    slots.Release(needed);
                }
            },
            CancellationToken.None);
    }

    private async Task<WorkPhoto> OpenAsync(PhotoJob job, string run)
    {
        if (job.Path is null)
        {
            copies ??= await fleet.CopiesAsync(CancellationToken.None).ConfigureAwait(false);
            byte[] content = await StoredObject.ReadAsync(copies, PhotoHandover.CopyName(run, job.Key), CancellationToken.None)
                .ConfigureAwait(false);
            return new WorkPhoto(job.Source, null, content, null);
        }

        string? shared = fleet.Options.Shared is { } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;
        string? path = shared is null ? null : Path.GetFullPath(job.Path, shared);
        return path?.StartsWith(shared + Path.DirectorySeparatorChar, StringComparison.Ordinal) == true
            ? new WorkPhoto(job.Source, path, null, null)
            : new WorkPhoto(job.Source, null, null, "it is not in the folder fleet.shared of the worker");
    }

    // While the servers cannot be reached, the portion may be given to another worker: the first answers count.
    private Task StoreAsync(string subject, IEnumerable<byte[]> messages) =>
        fleet.PublishAsync(subject, messages, Attempts, CancellationToken.None);
}
