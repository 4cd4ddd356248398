using MaskML.Predict.Files;
using MaskML.Predict.Models;

namespace MaskML.Train.Caching;

/// <summary>The folder of all caches, with a folder for each, and the limit of its size.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of a configuration; null if nothing is to be kept.</summary>
    public static string? Of(CacheOptions config)
    {
        return config.Directory switch { null => Path.Combine(ModelPlaces.UserCache(), "features"), "" => null, string folder => folder };
    }

    /// <summary>Deletes the least recently used files until the folder is within its limit.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="maxBytes">The limit.</param>
    public static void Trim(string root, long maxBytes)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        var files = new DirectoryInfo(root)
            .EnumerateFiles("*" + CacheSegment.Extension, SearchOption.AllDirectories)
            .Where(f => f.Exists) // Another run may be trimming at the same time.
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

    /// <summary>Closes caches at the end of a run and trims their folder to its limit.</summary>
    /// <param name="config">The folder and its limit.</param>
    /// <param name="warn">Receives a warning if a cache could not be written.</param>
    /// <param name="caches">The caches; disposing them again has no effect.</param>
    public static void Close(CacheOptions config, Action<string> warn, params IReadOnlyList<ContentCache> caches)
    {
        foreach (ContentCache cache in caches)
        {
            cache.Dispose();
        }

        if (Of(config) is not { } root)
        {
            return;
        }

        if (root.StartsWith(ScratchFolder.SystemTemp, StringComparison.Ordinal))
        {
            warn($"the user has no home folder, so that the cache is {root}. Set HOME, or cache.directory.");
        }

        if (caches.Select(cache => cache.WriteFault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            warn($"the cache {root} cannot be written, the next run computes again: {fault}");
        }

        Trim(root, (long)config.MaxMegabytes << 20);
    }

    /// <summary>Marks a file as used now.</summary>
    public static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Trimmed by another run, or a read-only folder. The mark is only a hint.
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
            // In use, on a system that does not delete open files; the next run trims it.
        }
    }
}
