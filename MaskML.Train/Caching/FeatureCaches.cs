using MaskML.Predict.Modeling;

namespace MaskML.Train.Caching;

/// <summary>Opens the cache of a backbone's features.</summary>
internal static class FeatureCaches
{
    /// <summary>Opens it; one folder for each backbone, so that the features of one no longer used age out together.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    /// <param name="backbone">The backbone.</param>
    public static ContentCache Open(string? root, Backbone backbone) => new(
        root is null ? null : Path.Combine(root, $"{backbone.Name}-{backbone.Sha256[..12]}"),
        backbone.FeatureCount * sizeof(float));
}
