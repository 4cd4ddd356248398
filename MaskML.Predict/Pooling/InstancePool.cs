using System.Collections.Concurrent;

namespace MaskML.Predict.Pooling;

/// <summary>
/// Lends objects that one thread at a time may use. Never holds more of them than threads have worked at the same time.
/// </summary>
internal sealed class InstancePool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> idle = [];

    /// <summary>Runs work with an object that no other thread uses meanwhile.</summary>
    public TResult Use<TResult>(Func<T, TResult> work)
    {
        if (!idle.TryTake(out T? instance))
        {
            instance = create();
        }

        try
        {
            return work(instance);
        }
        finally
        {
            idle.Add(instance);
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
