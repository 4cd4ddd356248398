namespace MaskML.Fleet.Photos;

/// <summary>
/// The answers of a job in the order of its photos: which photos are out, which answers have come, and which is the next. Can be used
/// from several threads at once.
/// </summary>
internal sealed class AnswerOrder(IReadOnlyList<FleetPhoto> photos)
{
    private readonly Lock sync = new();
    private readonly string?[] keys = new string?[photos.Count];
    private readonly Dictionary<string, PhotoAnswer> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> waiting = new(StringComparer.Ordinal);

    /// <summary>Place of the photo whose answer is the next; the number of photos at the end.</summary>
    public int Next { get; private set; }

    /// <summary>Whether all answers were taken.</summary>
    public bool IsComplete => Next == photos.Count;

    /// <summary>Begins to wait for the answer to a photo.</summary>
    /// <returns>Its key; null if it is answered already.</returns>
    public string? Begin(int i)
    {
        lock (sync)
        {
            string key = Key(i);
            if (i < Next || answers.ContainsKey(key))
            {
                return null;
            }

            waiting[key] = i;
            return key;
        }
    }

    /// <summary>Whether a photo is out.</summary>
    public bool IsAwaited(string key)
    {
        lock (sync)
        {
            return waiting.ContainsKey(key);
        }
    }

    /// <summary>The photos that are out, by key, with their places.</summary>
    public KeyValuePair<string, int>[] Awaited()
    {
        lock (sync)
        {
            return [.. waiting];
        }
    }

    /// <summary>Keeps an answer, the first one to its photo.</summary>
    /// <param name="key">Key of the photo.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isOld">Whether it may be to a photo that is not out yet, as the answers of a former caller are.</param>
    /// <returns>Place of the photo if it was out; otherwise null.</returns>
    public int? Add(string key, PhotoAnswer answer, bool isOld)
    {
        lock (sync)
        {
            bool isAwaited = waiting.Remove(key, out int i);
            if (isAwaited || isOld)
            {
                answers.TryAdd(key, answer);
            }

            return isAwaited ? i : null;
        }
    }

    /// <summary>Takes the next answer; null if it has not come.</summary>
    public PhotoAnswer? TakeNext()
    {
        lock (sync)
        {
            if (IsComplete || !answers.Remove(Key(Next), out PhotoAnswer? answer))
            {
                return null;
            }

            keys[Next++] = null;
            return answer;
        }
    }

    private string Key(int i) => keys[i] ??= photos[i].ReadKey();
}
