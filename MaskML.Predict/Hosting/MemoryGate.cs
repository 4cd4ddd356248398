using System.Diagnostics.CodeAnalysis;
using MaskML.Predict.Imaging;

namespace MaskML.Predict.Hosting;

/// <summary>
/// Bounds the memory of the photos that are decoded at the same time. Each place has room for an ordinary photo; larger ones share what
/// is left, at most for half of the places, and wait in their order. One place is for small photos alone, so that they never wait for
/// the seconds that others take.
/// </summary>
/// <param name="maxBytes">The bound in bytes.</param>
/// <param name="places">Photos that are judged at the same time.</param>
/// <param name="maxWait">Time limit of a wait.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to free.")]
internal sealed class MemoryGate(long maxBytes, int places, TimeSpan maxWait)
{
    private const int Unit = 1 << 20;

    // What a photo of 12 megapixels takes, with its turned copy; less where that is more than half of the memory for all places.
    private readonly long ordinary = Ordinary(maxBytes, places);
    private readonly int size = Shared(maxBytes, places);
    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim free = new(Shared(maxBytes, places));
    private readonly SemaphoreSlim slow = new(Math.Max(1, places - 1));

    /// <summary>Does some work when there is memory for it.</summary>
    /// <param name="bytes">Bytes that the work needs.</param>
    /// <param name="cost">How long the work takes.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ImageException">There is never as much memory.</exception>
    /// <exception cref="TimeoutException">Larger photos took the places or the memory for too long.</exception>
    public async Task<T> RunAsync<T>(long bytes, PhotoCost cost, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (bytes <= ordinary && cost != PhotoCost.Large)
        {
            return await RunAsync(cost, work, cancellationToken).ConfigureAwait(false);
        }

        int needed = (int)Math.Min(1 + (bytes / Unit), int.MaxValue);
        if (needed > size)
        {
            throw new ImageException(
                ImageFault.TooLarge, $"decoding it takes {needed} MB, at most {size} are there for photos (the memory budget)");
        }

        int taken = 0;
        try
        {
            await WaitAsync(turn, cancellationToken).ConfigureAwait(false);
            try
            {
                for (needed = Math.Max(needed, size / Math.Max(1, places / 2)); taken < needed; taken++)
                {
                    await WaitAsync(free, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                turn.Release();
            }

            return await RunAsync(PhotoCost.Large, work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (taken > 0)
            {
                free.Release(taken);
            }
        }
    }

    private async Task<T> RunAsync<T>(PhotoCost cost, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (cost == PhotoCost.Small)
        {
            return await work().ConfigureAwait(false);
        }

        await WaitAsync(slow, cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            slow.Release();
        }
    }

    private static long Ordinary(long maxBytes, int places) => Math.Min(72 * Unit, maxBytes / 2 / places);

    private static int Shared(long maxBytes, int places) =>
        (int)Math.Clamp((maxBytes - (places * Ordinary(maxBytes, places))) / Unit, 1, int.MaxValue);

    private async Task WaitAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        if (!await semaphore.WaitAsync(maxWait, cancellationToken).ConfigureAwait(false))
        {
            throw new TimeoutException($"Larger photos were processed for {maxWait}. Send less work at a time.");
        }
    }
}
