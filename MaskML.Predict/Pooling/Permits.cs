using System.Diagnostics.CodeAnalysis;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Pooling;

/// <summary>
/// So many callers at a time; the others wait for their turn. Counted over all generations of a model, so that a reload does not
/// double the work in progress and nobody waits at a model that is gone.
/// </summary>
/// <param name="model">Name of the model, for messages.</param>
/// <param name="size">How many at a time.</param>
/// <param name="maxWait">Longest wait.</param>
/// <param name="services">Clock and metrics.</param>
[SuppressMessage("Design", "CA1001", Justification = "Permits come back after the pool is gone; without a wait handle there is nothing to free.")]
internal sealed class Permits(string model, int size, TimeSpan maxWait, LiveModelServices services)
{
    private readonly SemaphoreSlim free = new(size, size);

    /// <summary>Takes a permit, waiting on this thread.</summary>
    /// <exception cref="TimeoutException">None was free in time.</exception>
    public void Take()
    {
        long start = services.Time.GetTimestamp();
        Note(start, free.Wait(maxWait));
    }

    /// <summary>Takes a permit.</summary>
    /// <exception cref="TimeoutException">None was free in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask TakeAsync(CancellationToken cancel)
    {
        long start = services.Time.GetTimestamp();
        bool taken;
        try
        {
            taken = await free.WaitAsync(maxWait, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            services.Metrics.Wait(model, services.Time.GetElapsedTime(start), "cancelled");
            throw;
        }

        Note(start, taken);
    }

    /// <summary>Gives a permit back.</summary>
    public void Release() => free.Release();

    private void Note(long start, bool taken)
    {
        services.Metrics.Wait(model, services.Time.GetElapsedTime(start), taken ? "served" : "timeout");
        if (!taken)
        {
            throw new TimeoutException(
                $"Model '{model}': all {size} places were taken for {maxWait}. Return what you rent, raise the limits, or send less work at a time.");
        }
    }
}
