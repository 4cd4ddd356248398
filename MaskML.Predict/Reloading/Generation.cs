namespace MaskML.Predict.Reloading;

/// <summary>
/// A loaded model and a count of who uses it: the pool while it is the current one, and everyone who rented from it. It is disposed
/// when the last one lets go, so that nobody's model vanishes in the middle of a prediction.
/// </summary>
/// <param name="info">Which model it is.</param>
/// <param name="content">What was loaded.</param>
/// <param name="freed">Called when the content has been disposed.</param>
internal sealed class Generation<T>(LiveModelInfo info, T content, Action freed)
    where T : class, IDisposable
{
    private int users = 1;

    /// <summary>Which model it is.</summary>
    public LiveModelInfo Info { get; } = info;

    /// <summary>What was loaded.</summary>
    public T Content { get; } = content;

    /// <summary>Joins the users.</summary>
    /// <returns>False if the last user has left already.</returns>
    public bool TryEnter()
    {
        int seen = Volatile.Read(ref users);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Leaves the users; the last one frees the model.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            Content.Dispose();
            freed();
        }
    }
}
