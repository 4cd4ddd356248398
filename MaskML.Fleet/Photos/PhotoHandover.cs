using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Imaging;
using NATS.Client.Core;
using NATS.Client.ObjectStore;

namespace MaskML.Fleet.Photos;

/// <summary>Hands the photos of a job over in portions, and copies those that workers do not have.</summary>
/// <param name="fleet">The connection.</param>
/// <param name="run">The run of the job.</param>
/// <param name="photos">The photos.</param>
/// <param name="order">Their answers.</param>
/// <param name="fail">The answer for a photo that cannot be handed over, and why.</param>
[SuppressMessage("Design", "CA1001", Justification = "Semaphores without wait handles have nothing to free.")]
internal sealed class PhotoHandover(
    FleetConnection fleet, string run, IReadOnlyList<FleetPhoto> photos, AnswerOrder order, Func<FleetPhoto, string, PhotoAnswer> fail)
{
    /// <summary>
    /// Photos in a message, which costs as much as judging a small photo. More would be more to do again when a worker is killed.
    /// </summary>
    public const int MaxPortion = 32;

    // Handed over and not collected yet: enough for many workers, little enough for the memory of caller and servers.
    private const int MaxOut = 4096;
    private const int MaxCopies = 64;
    private const int Publishers = 32;

    // Portions become smaller towards the end, so that this many workers end at about the same time.
    private const int Shares = 32;

    private readonly SemaphoreSlim window = new(MaxOut);
    private readonly SemaphoreSlim copies = new(MaxCopies);
    private INatsObjStore? store;
    private int first = int.MaxValue;

    /// <summary>Opens the store of copies if photos need it.</summary>
    /// <exception cref="NatsException">It cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (photos.Any(IsCopied))
        {
            store = await fleet.CopiesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands over all photos that are not answered yet.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        first = order.Next;
        return Parallel.ForEachAsync(
            PortionsAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Publishers, CancellationToken = cancellationToken },
            async (portion, token) =>
            {
                foreach ((string key, int i) in portion)
                {
                    await PrepareAsync(photos[i], key, token).ConfigureAwait(false);
                }

                await PublishAsync(portion, token).ConfigureAwait(false);
            });
    }

    /// <summary>Hands over again what is out, since the servers have lost it.</summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        foreach (KeyValuePair<string, int>[] portion in order.Awaited().OrderBy(photo => photo.Value).Chunk(MaxPortion))
        {
            await PublishAsync(portion, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps an answer, and removes the copy of its photo.</summary>
    public async Task AddAsync(string key, PhotoAnswer answer, bool isOld)
    {
        if (order.Add(key, answer, isOld) is { } i && IsCopied(photos[i]))
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

    /// <summary>Takes the next answer; null if it has not come.</summary>
    public PhotoAnswer? TakeNext()
    {
        PhotoAnswer? answer = order.TakeNext();
        if (answer is not null && order.Next > first)
        {
            window.Release();
        }

        return answer;
    }

    /// <summary>Name of a photo in the store of copies.</summary>
    public static string CopyName(string run, string key) => $"{run}/{key}";

    private async IAsyncEnumerable<KeyValuePair<string, int>[]> PortionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var portion = new List<KeyValuePair<string, int>>();
        for (int i = first; i < photos.Count; i++)
        {
            await window.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (order.Begin(i) is { } key)
            {
                portion.Add(new(key, i));
            }

            // Copies take the time of several messages, and few are out at a time: many workers share them.
            int most = IsCopied(photos[i]) ? 1 : Math.Clamp((photos.Count - i) / Shares, 1, MaxPortion);
            if (portion.Count >= most)
            {
                yield return [.. portion];
                portion.Clear();
            }
        }
    }

    private async Task PrepareAsync(FleetPhoto photo, string key, CancellationToken cancellationToken)
    {
        bool isCopied = IsCopied(photo);
        if (isCopied)
        {
            await copies.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (photo.Fault is { } fault)
            {
                throw new InputException(fault);
            }

            if (isCopied)
            {
                byte[] bytes = ImageDecoder.ReadBytes(photo.FullPath);
                Task Put() => store!.PutAsync(CopyName(run, key), bytes, cancellationToken).AsTask();
                await FleetConnection.RetryAsync(Put, int.MaxValue, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InputException e)
        {
            await AddAsync(key, fail(photo, e.Message), isOld: false).ConfigureAwait(false);
        }
    }

    // A portion that was stored although the server seemed to fail is judged twice and answered once.
    private Task PublishAsync(KeyValuePair<string, int>[] portion, CancellationToken cancellationToken)
    {
        PhotoJob[] jobs = [.. portion
            .Where(photo => order.IsAwaited(photo.Key))
            .Select(photo => new PhotoJob(photo.Key, photos[photo.Value].Source, SharedPath(photos[photo.Value])))];
        return fleet.PublishAsync(
            FleetStreams.Subject(again: false, run), FleetMessages.Write(jobs, fleet.MaxMessage), int.MaxValue, cancellationToken);
    }

    private bool IsCopied(FleetPhoto photo) => SharedPath(photo) is null;

    private string? SharedPath(FleetPhoto photo) => photo.PathBelow(fleet.Options.Shared);
}
