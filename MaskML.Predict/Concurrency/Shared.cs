namespace MaskML.Predict.Concurrency;

/// <summary>
/// Something that is freed when its last user lets go, so that it never vanishes in the middle of someone's work. Who makes it is its
/// first user.
/// </summary>
/// <param name="content">What is shared.</param>
/// <param name="freed">Called when it has been disposed.</param>
internal class Shared<T>(T content, Action? freed = null)
    where T : class, IDisposable
{
    private int users = 1;

    /// <summary>What is shared.</summary>
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

    /// <summary>Leaves the users; the last one frees the content.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            Content.Dispose();
            freed?.Invoke();
        }
    }
}
