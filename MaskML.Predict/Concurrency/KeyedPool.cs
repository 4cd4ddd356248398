namespace MaskML.Predict.Concurrency;

/// <summary>
/// A pool of objects that are not thread-safe, one kind for each key. It keeps a bounded number of idle objects, the most recently
/// used ones. Meant for objects that are quick to create and hold much memory.
/// </summary>
/// <param name="create">Creates an object for a key.</param>
/// <param name="maxIdle">The largest number of idle objects, over all keys.</param>
internal sealed class KeyedPool<TKey, T>(Func<TKey, T> create, int maxIdle) : IDisposable
    where TKey : notnull
    where T : class, IDisposable
{
    // In the order of use, the most recently used object last.
    private readonly LinkedList<(TKey Key, T Instance)> idle = [];

    /// <summary>Runs work with an object for the key that no other thread uses during the call.</summary>
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
            for (LinkedListNode<(TKey Key, T Instance)>? node = idle.Last; node is not null; node = node.Previous)
            {
                if (node.Value.Key.Equals(key))
                {
                    idle.Remove(node);
                    return node.Value.Instance;
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
            if (idle.Count > maxIdle)
            {
                oldest = idle.First!.Value.Instance;
                idle.RemoveFirst();
            }
        }

        oldest?.Dispose();
    }
}
