namespace MaskML.Train.Caching;

/// <summary>Results kept by the hash of what they were computed from. Can be used from several threads at once.</summary>
public interface IContentCache
{
    /// <summary>Looks an entry up.</summary>
    /// <param name="key">Hash of 32 bytes.</param>
    /// <param name="payload">Takes the entry: exactly as many bytes as the cache keeps for each key.</param>
    /// <returns>Whether the entry was there.</returns>
    bool TryGet(ReadOnlySpan<byte> key, Span<byte> payload);

    /// <summary>Keeps an entry.</summary>
    /// <param name="key">Hash of 32 bytes.</param>
    /// <param name="payload">Exactly as many bytes as the cache keeps for each key.</param>
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload);
}
