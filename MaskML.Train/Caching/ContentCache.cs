using MaskML.Predict.Files;

namespace MaskML.Train.Caching;

/// <summary>
/// A cache on disk: immutable segment files, each published by rename. Several processes can use one folder at once, each adding segments
/// of its own; a process that is killed loses only what it had not written yet. In memory are the places of the entries, about 40 bytes
/// each, and the payloads that are not written yet: all of them where the folder cannot be written. Without a folder, the segments are in a
/// temporary one.
/// </summary>
internal sealed class ContentCache : IContentCache, IDisposable
{
    /// <summary>Entries are written whenever this many bytes are pending; a killed process loses less than that.</summary>
    private const int WriteAt = 4 << 20;

    private readonly string? folder;
    private readonly int payloadBytes;

    // A part of the key finds the place, and the record's checksum tells whether it is that of the whole key.
    private readonly Dictionary<ulong, (int Segment, int Index)> stored = [];
    private readonly Dictionary<CacheKey, byte[]> pending = [];
    private readonly List<CacheSegment> segments = [];
    private readonly Lock gate = new();
    private readonly int loaded;
    private ScratchFolder? scratch;
    private long hits;
    private long earlierHits;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">Its folder, created if necessary; null keeps nothing beyond this cache.</param>
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

        loaded = segments.Count;
    }

    /// <summary>Opens the cache of one kind of entries.</summary>
    /// <param name="root">The folder of all caches; null keeps nothing beyond this cache.</param>
    /// <param name="name">Name of its folder in there.</param>
    /// <param name="payloadBytes">Size of each entry.</param>
    public static ContentCache Open(string? root, string name, int payloadBytes) =>
        new(root is null ? null : Path.Combine(root, name), payloadBytes);

    /// <summary>Size of an entry on disk.</summary>
    public static long EntryBytes(int payloadBytes) => CacheSegment.EntryBytes(payloadBytes);

    /// <summary>The folder of the segments: a temporary one where nothing is to be kept.</summary>
    /// <exception cref="UsageException">There is to be a temporary folder, and it cannot be written.</exception>
    internal string Folder => folder ?? (scratch ??= ScratchFolder.InSystemTemp()).Path;

    /// <summary>Number of lookups that found their entry.</summary>
    public long Hits => Interlocked.Read(ref hits);

    /// <summary>Number of lookups that found an entry which was there when the cache was opened.</summary>
    public long EarlierHits => Interlocked.Read(ref earlierHits);

    /// <summary>Why the folder could not be read or written; null if it could.</summary>
    public string? WriteFault { get; private set; }

    /// <inheritdoc/>
    public bool Contains(ReadOnlySpan<byte> key)
    {
        CacheKey at = CacheKey.From(key);
        lock (gate)
        {
            return pending.ContainsKey(at) || stored.ContainsKey(at.A);
        }
    }

    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> payload)
    {
        CheckSize(payload);
        CacheKey at = CacheKey.From(key);
        byte[]? fresh;
        CacheSegment? segment = null;
        (int Segment, int Index) place = (int.MaxValue, 0);
        lock (gate)
        {
            if (!pending.TryGetValue(at, out fresh) && stored.TryGetValue(at.A, out place))
            {
                segment = segments[place.Segment];
            }
        }

        fresh?.CopyTo(payload);
        if (fresh is null && segment?.TryRead(place.Index, at, payload) != true)
        {
            return false;
        }

        Interlocked.Increment(ref hits);
        if (place.Segment < loaded)
        {
            Interlocked.Increment(ref earlierHits);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        CheckSize(payload);
        CacheKey at = CacheKey.From(key);
        byte[] copy = payload.ToArray();
        lock (gate)
        {
            if (pending.TryAdd(at, copy) && (long)pending.Count * payloadBytes >= WriteAt)
            {
                Flush();
            }
        }
    }

    /// <summary>Writes the entries that are pending.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (pending.Count == 0 || WriteFault is not null)
            {
                return;
            }

            try
            {
                // Names sort by time, so that of a damaged entry and the one computed again the later is found. A version 7 GUID only
                // counts milliseconds, within which several small segments can be written.
                string name = $"{DateTime.UtcNow.Ticks:x16}-{Guid.NewGuid():N}{CacheSegment.Extension}";
                string path = Path.Combine(Folder, name);
                CacheSegment.Write(path, payloadBytes, pending);
                if (Load(path))
                {
                    pending.Clear();
                    pending.TrimExcess();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or UsageException)
            {
                WriteFault = e.Message;
            }
        }
    }

    /// <summary>Writes pending entries, marks the segments as used, for <see cref="CacheFolder.Trim"/>, and frees memory.</summary>
    public void Dispose()
    {
        if (folder is not null)
        {
            Flush();
        }

        foreach (CacheSegment segment in segments)
        {
            segment.Dispose();
            if (hits > 0)
            {
                CacheFolder.Touch(segment.Path);
            }
        }

        stored.Clear();
        stored.TrimExcess();
        segments.Clear();
        scratch?.Dispose();
    }

    private bool Load(string path)
    {
        if (CacheSegment.TryOpen(path, payloadBytes) is not (var segment, var keys))
        {
            return false;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            stored[keys[i].A] = (segments.Count, i);
        }

        segments.Add(segment);
        return true;
    }

    private void CheckSize(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != payloadBytes)
        {
            throw new ArgumentException($"The payload has {payload.Length} bytes, expected {payloadBytes}.", nameof(payload));
        }
    }
}
