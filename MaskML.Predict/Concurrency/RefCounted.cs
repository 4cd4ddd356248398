namespace MaskML.Predict.Concurrency;

/// <summary>Disposes its value when the last reference is released. The creator holds the first reference.</summary>
/// <param name="value">The value.</param>
/// <param name="disposed">Called after the value has been disposed.</param>
internal class RefCounted<T>(T value, Action? disposed = null)
    where T : class, IDisposable
{
    private int references = 1;

    /// <summary>The value; valid while the caller holds a reference.</summary>
    public T Value { get; } = value;

    /// <summary>Adds a reference.</summary>
    /// <returns>False if the last reference has been released already.</returns>
    public bool TryAddReference()
    {
        int seen = Volatile.Read(ref references);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref references, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Releases a reference.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref references) == 0)
        {
            Value.Dispose();
            disposed?.Invoke();
        }
    }
}
