using System.Diagnostics.CodeAnalysis;
using MaskML.Predict.Imaging;

namespace MaskML.Predict.Hosting;

/// <summary>Bounds the memory of the photos that are decoded at the same time; further photos wait in their order.</summary>
/// <param name="maxBytes">The bound in bytes.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to free.")]
internal sealed class MemoryGate(long maxBytes)
{
    private const int Unit = 1 << 20;

    private readonly int size = (int)Math.Clamp(maxBytes / Unit, 1, int.MaxValue);
    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim free = new((int)Math.Clamp(maxBytes / Unit, 1, int.MaxValue));

    /// <summary>Does some work when there is memory for it.</summary>
    /// <param name="bytes">Bytes that the work needs.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ImageException">There is never as much memory.</exception>
    public T Run<T>(long bytes, Func<T> work, CancellationToken cancellationToken)
    {
        int needed = (int)Math.Min(1 + (bytes / Unit), int.MaxValue);
        if (needed > size)
        {
            throw new ImageException(
                ImageFault.TooLarge, $"decoding it takes {needed} MB, at most {size} are there for photos (the memory budget)");
        }

        int taken = 0;
        try
        {
            turn.Wait(cancellationToken);
            try
            {
                for (; taken < needed; taken++)
                {
                    free.Wait(cancellationToken);
                }
            }
            finally
            {
                turn.Release();
            }

            return work();
        }
        finally
        {
            if (taken > 0)
            {
                free.Release(taken);
            }
        }
    }
}
