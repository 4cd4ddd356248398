using MaskML.Predict.Models;

namespace MaskML.Train.Caching;

/// <summary>The folder that holds all caches, one folder each, and the bound on its size.</summary>
public static class CacheFolder
{
    /// <summary>The folder that a configuration means; null where nothing is to be kept.</summary>
    /// <param name="config">The configuration.</param>
    public static string? Of(CacheOptions config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Directory switch
        {
            null => Path.Combine(ModelPlaces.UserCache(), "features"),
            "" => null,
            string folder => folder,
        };
    }

    /// <summary>Deletes what was not used for longest, until the folder is within its bound.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="maxBytes">The bound.</param>
    public static void Trim(string root, long maxBytes)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        var files = new DirectoryInfo(root)
            .EnumerateFiles("*" + CacheSegment.Extension, SearchOption.AllDirectories)
            .Where(f => f.Exists) // Another run can trim at the same time.
            .Select(f => (File: f, Used: f.LastWriteTimeUtc, Bytes: f.Length))
            .OrderByDescending(f => f.Used)
            .ThenBy(f => f.File.FullName, StringComparer.Ordinal);
        long total = 0;
        foreach ((FileInfo file, _, long bytes) in files)
        {
            total += bytes;
            if (total > maxBytes)
            {
                TryDelete(file);
            }
        }
    }

    /// <summary>Closes caches at the end of a run and keeps their folder within its bound.</summary>
    /// <param name="config">Has the bound.</param>
    /// <param name="warn">Receives a warning if a cache could not be written.</param>
    /// <param name="caches">The caches; disposing them again has no effect.</param>
    internal static void Close(CacheOptions config, Action<string> warn, params IReadOnlyList<ContentCache> caches)
    {
        foreach (ContentCache cache in caches)
        {
            cache.Dispose();
        }

        if (Of(config) is not { } root)
        {
            return;
        }

        if (caches.Select(cache => cache.WriteFault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            warn($"the cache {root} cannot be written, the next run computes again: {fault}");
        }

        Trim(root, (long)config.MaxMegabytes << 20);
    }

    /// <summary>Marks a file as used now.</summary>
    internal static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Trimmed by another run meanwhile, or a read-only cache: the mark is only a hint.
        }
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use on a system that forbids it; the next run trims it.
        }
    }
}
