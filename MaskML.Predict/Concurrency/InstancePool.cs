using System.Collections.Concurrent;

namespace MaskML.Predict.Concurrency;

/// <summary>
/// Lends objects that one thread at a time may use. Never holds more of them than were lent at the same time.
/// </summary>
internal sealed class InstancePool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> idle = [];

    /// <summary>Takes an object that is the caller's alone until it is returned.</summary>
    public T Take() => idle.TryTake(out T? instance) ? instance : create();

    /// <summary>Takes an object back.</summary>
    public void Return(T instance) => idle.Add(instance);

    /// <summary>Runs work with an object that no other thread uses meanwhile.</summary>
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
