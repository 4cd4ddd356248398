using MaskML.Predict.Models;
using MaskML.Train.Audit;
using MaskML.Train.Data;

namespace MaskML.Train.Caching;

/// <summary>Opens and closes the caches below one folder.</summary>
internal static class Caches
{
    /// <summary>Opens the cache of a backbone's features; one folder for each backbone, so that those of one no longer used age out together.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    /// <param name="backbone">The backbone.</param>
    public static ContentCache OpenFeatures(string? root, Backbone backbone) =>
        new(root is null ? null : Path.Combine(root, $"{backbone.Name}-{backbone.Sha256[..12]}"), backbone.FeatureCount * sizeof(float));

    /// <summary>Opens the cache of what is known of files: size, faults, fingerprint.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    public static ContentCache OpenInspections(string? root) =>
        new(root is null ? null : Path.Combine(root, "inspections"), ImageInspector.PayloadBytes);

    /// <summary>Opens the cache of what an audit measures of samples.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    public static ContentCache OpenStatistics(string? root) =>
        new(root is null ? null : Path.Combine(root, "statistics"), StatisticsReader.PayloadBytes);

    /// <summary>Closes the caches at the end of a run and keeps their folder within its bound.</summary>
    /// <param name="config">Has the bound.</param>
    /// <param name="warn">Told if a cache could not be written.</param>
    /// <param name="caches">The caches; disposing them again does no harm.</param>
    public static void Close(CacheOptions config, Action<string> warn, params IReadOnlyList<ContentCache> caches)
    {
        foreach (ContentCache cache in caches)
        {
            cache.Dispose();
        }

        if (CacheFolder.Of(config) is not { } root)
        {
            return;
        }

        if (caches.Select(c => c.WriteFault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            warn($"the cache {root} cannot be written, the next run computes again: {fault}");
        }

        CacheFolder.Trim(root, (long)config.MaxMegabytes << 20);
    }
}
