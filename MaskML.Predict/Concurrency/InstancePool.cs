using System.Collections.Concurrent;

namespace MaskML.Predict.Concurrency;

/// <summary>
/// A pool of objects that are not thread-safe. It holds at most as many objects as were in use at the same time.
/// </summary>
/// <param name="create">Creates an object when none is idle.</param>
internal sealed class InstancePool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> idle = [];

    /// <summary>Takes an idle object, or creates one. No other caller gets it until it is returned.</summary>
    public T Take() => idle.TryTake(out T? instance) ? instance : create();

    /// <summary>Returns an object to the pool.</summary>
    public void Return(T instance) => idle.Add(instance);

    /// <summary>Runs work with an object of the pool that no other thread uses during the call.</summary>
    public TResult Use<TResult>(Func<T, TResult> work)
    {
        T instance = Take();
        try
        {
            return work(instance);
        }
        finally
        {
            Return(instance);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (idle.TryTake(out T? instance))
        {
            instance.Dispose();
        }
    }
}
