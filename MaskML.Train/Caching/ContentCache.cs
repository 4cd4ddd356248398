using System.Collections.Concurrent;
using MaskML.Predict.Files;

namespace MaskML.Train.Caching;

/// <summary>
/// A cache on disk: immutable segment files, each published by rename. Several processes can use one folder at once, each adding segments
/// of its own; a process that is killed loses only what it had not written yet. If the folder cannot be written, the cache works in memory
/// for this process.
/// </summary>
internal sealed class ContentCache : IContentCache, IDisposable
{
    /// <summary>Entries are written whenever this many bytes are pending; a killed process loses less than that.</summary>
    private const int WriteAt = 4 << 20;

    private readonly string? folder;
    private readonly int payloadBytes;
    private readonly ConcurrentDictionary<CacheKey, (CacheSegment Segment, int Index)> stored = new();
    private readonly ConcurrentDictionary<CacheKey, byte[]> added = new();
    private readonly List<CacheSegment> segments = [];
    private readonly Lock writing = new();
    private List<(CacheKey Key, byte[] Payload)> pending = [];
    private long hits;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">Its folder, created if necessary; null keeps everything in memory.</param>
    /// <param name="payloadBytes">Size of each entry.</param>
    public ContentCache(string? folder, int payloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payloadBytes);
        this.folder = folder;
        this.payloadBytes = payloadBytes;
        try
        {
            if (folder is not null && Directory.Exists(folder))
            {
                AtomicFile.Sweep(folder);
                foreach (string path in Directory.EnumerateFiles(folder, "*" + CacheSegment.Extension).Order(StringComparer.Ordinal))
                {
                    Load(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteFault = e.Message;
        }
    }

    /// <summary>Opens the cache of one kind of entries.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    /// <param name="name">Name of its folder in there.</param>
    /// <param name="payloadBytes">Size of each entry.</param>
    public static ContentCache Open(string? root, string name, int payloadBytes) =>
        new(root is null ? null : Path.Combine(root, name), payloadBytes);

    /// <summary>Number of lookups that found their entry.</summary>
    public long Hits => Interlocked.Read(ref hits);

    /// <summary>Why the folder could not be read or written; null if it could.</summary>
    public string? WriteFault { get; private set; }

    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> payload)
    {
        CheckSize(payload);
        CacheKey at = CacheKey.From(key);
        bool found = false;
        if (added.TryGetValue(at, out byte[]? fresh))
        {
            fresh.CopyTo(payload);
            found = true;
        }
        else if (stored.TryGetValue(at, out (CacheSegment Segment, int Index) place))
        {
            found = place.Segment.TryRead(place.Index, payload);
        }

        if (found)
        {
            Interlocked.Increment(ref hits);
        }

        return found;
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        CheckSize(payload);
        CacheKey at = CacheKey.From(key);
        byte[] copy = payload.ToArray();
        if (added.TryAdd(at, copy) && folder is not null)
        {
            lock (writing)
            {
                pending.Add((at, copy));
                if ((long)pending.Count * payloadBytes >= WriteAt)
                {
                    Flush();
                }
            }
        }
    }

    /// <summary>Writes the entries that are pending.</summary>
    public void Flush()
    {
        lock (writing)
        {
            if (folder is null || pending.Count == 0 || WriteFault is not null)
            {
                return;
            }

            try
            {
                // Names sort by time, so that of a damaged entry and the one computed again the later is found. A version 7 GUID only
                // counts milliseconds, within which several small segments can be written.
                string name = $"{DateTime.UtcNow.Ticks:x16}-{Guid.NewGuid():N}{CacheSegment.Extension}";
                CacheSegment.Write(Path.Combine(folder, name), payloadBytes, pending);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                WriteFault = e.Message;
            }

            pending = [];
        }
    }

    /// <summary>Writes pending entries and marks the segments as used, for <see cref="CacheFolder.Trim"/>.</summary>
    public void Dispose()
    {
        Flush();
        foreach (CacheSegment segment in segments)
        {
            segment.Dispose();
            if (hits > 0)
            {
                CacheFolder.Touch(segment.Path);
            }
        }
    }

    private void Load(string path)
    {
        CacheSegment? segment = CacheSegment.TryOpen(path, payloadBytes);
        if (segment is null)
        {
            return;
        }

        segments.Add(segment);
        for (int i = 0; i < segment.Keys.Count; i++)
        {
            stored[segment.Keys[i]] = (segment, i);
        }
    }

    private void CheckSize(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != payloadBytes)
        {
            throw new ArgumentException($"The payload has {payload.Length} bytes, expected {payloadBytes}.", nameof(payload));
        }
    }
}
