namespace MaskML.Predict.Concurrency;

/// <summary>
/// Lends objects of several kinds that one thread at a time may use, and keeps a bounded number of idle ones: those that were used
/// last. For objects that are quick to make and hold much memory.
/// </summary>
/// <param name="create">Makes an object of a kind.</param>
/// <param name="most">How many idle objects are kept.</param>
internal sealed class KeyedPool<TKey, T>(Func<TKey, T> create, int most) : IDisposable
    where TKey : notnull
    where T : class, IDisposable
{
    // The one used last at the end.
    private readonly LinkedList<(TKey Key, T Instance)> idle = [];

    /// <summary>Runs work with an object of a kind that no other thread uses meanwhile.</summary>
    public TResult Use<TResult>(TKey key, Func<T, TResult> work)
    {
        T instance = Take(key) ?? create(key);
        try
        {
            return work(instance);
        }
        finally
        {
            Return(key, instance);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (idle)
        {
            foreach ((_, T instance) in idle)
            {
                instance.Dispose();
            }

            idle.Clear();
        }
    }

    private T? Take(TKey key)
    {
        lock (idle)
        {
            for (LinkedListNode<(TKey Key, T Instance)>? at = idle.Last; at is not null; at = at.Previous)
            {
                if (at.Value.Key.Equals(key))
                {
                    idle.Remove(at);
                    return at.Value.Instance;
                }
            }
        }

        return null;
    }

    private void Return(TKey key, T instance)
    {
        T? oldest = null;
        lock (idle)
        {
            idle.AddLast((key, instance));
            if (idle.Count > most)
            {
                oldest = idle.First!.Value.Instance;
                idle.RemoveFirst();
            }
        }

        oldest?.Dispose();
    }
}
