using System.Diagnostics.CodeAnalysis;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Pooling;

/// <summary>
/// Limits the number of concurrent callers; further callers wait. The limit covers all versions of a model, so that a reload does not
/// double the work in progress and no caller waits for a model that has been replaced.
/// </summary>
/// <param name="model">Name of the model, for messages.</param>
/// <param name="size">Largest number of concurrent callers.</param>
/// <param name="maxWait">Time limit of a wait.</param>
/// <param name="services">Clock and metrics.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to free.")]
internal sealed class Permits(string model, int size, TimeSpan maxWait, LiveModelServices services)
{
    private readonly SemaphoreSlim free = new(size, size);

    /// <summary>Permits that are taken.</summary>
    public int Taken => size - free.CurrentCount;

    /// <summary>Takes a permit; blocks the thread until one is free.</summary>
    /// <exception cref="TimeoutException">No permit was free within the time limit.</exception>
    public void Take()
    {
        long start = services.Time.GetTimestamp();
        Record(start, free.Wait(maxWait));
    }

    /// <summary>Takes a permit without blocking the thread.</summary>
    /// <exception cref="TimeoutException">No permit was free within the time limit.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        long start = services.Time.GetTimestamp();
        bool taken;
        try
        {
            taken = await free.WaitAsync(maxWait, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            services.Metrics.Wait(model, services.Time.GetElapsedTime(start), "cancelled");
            throw;
        }

        Record(start, taken);
    }

    /// <summary>Releases a permit.</summary>
    public void Release() => free.Release();

    private void Record(long start, bool taken)
    {
        services.Metrics.Wait(model, services.Time.GetElapsedTime(start), taken ? "served" : "timeout");
        if (!taken)
        {
            throw new TimeoutException(
                $"Model '{model}': all {size} places were taken for {maxWait}. "
                + "Return what you rent, raise the limits, or send less work at a time.");
        }
    }
}
