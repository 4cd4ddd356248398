using MaskML.Predict.Modeling;
using MaskML.Train.Audit;
using MaskML.Train.Data;

namespace MaskML.Train.Caching;

/// <summary>Opens the caches below one folder.</summary>
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
}
