namespace MaskML.Train.Caching;

/// <summary>Results stored by a hash of what they were computed from. Thread-safe.</summary>
internal interface IContentCache
{
    /// <summary>Looks up an entry.</summary>
    /// <param name="key">A hash of 32 bytes.</param>
    /// <param name="payload">Receives the entry; its length is that of the cache's entries.</param>
    /// <returns>Whether the entry was found.</returns>
    bool TryGet(ReadOnlySpan<byte> key, Span<byte> payload);

    /// <summary>Whether there is an entry, which can still turn out to be damaged when it is read.</summary>
    /// <param name="key">A hash of 32 bytes.</param>
    bool Contains(ReadOnlySpan<byte> key);

    /// <summary>Adds an entry.</summary>
    /// <param name="key">A hash of 32 bytes.</param>
    /// <param name="payload">The entry; its length is that of the cache's entries.</param>
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload);
}
