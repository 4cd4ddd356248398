using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;

namespace MaskML.Train.Features;

/// <summary>
/// Computes features of images on all cores: each worker reads rows, renders their views and runs the backbone on batches of its own on one
/// thread. An image whose features the cache holds is not decoded.
/// </summary>
/// <param name="backbone">The backbone, opened for one thread per call.</param>
/// <param name="cache">Stores features by image, view and backbone.</param>
/// <param name="plan">The views.</param>
/// <param name="batchSize">Crops that go through the backbone at once.</param>
internal sealed class FeatureExtractor(Backbone backbone, IContentCache cache, ViewPlan plan, int batchSize)
{
    /// <summary>Number of crops that go through the backbone at once, unless stated otherwise.</summary>
    public const int DefaultBatchSize = 32;

    private readonly byte[] backboneKey = Convert.FromHexString(backbone.Sha256);

    /// <summary>
    /// Opens the cache of a backbone's features; each backbone has a folder of its own, so that entries of an unused one expire together.
    /// </summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    /// <param name="backbone">The backbone.</param>
    public static ContentCache OpenCache(string? root, Backbone backbone) =>
        ContentCache.Open(root, $"{backbone.Name}-{backbone.Sha256[..12]}", backbone.FeatureCount * sizeof(float));

    /// <summary>Computes the features of samples, one plain view of each.</summary>
    public static FeatureTable ExtractPlain(
        Backbone backbone,
        IContentCache cache,
        IReadOnlyList<Sample> samples,
        CropSource crops,
        IProgressPhase progress,
        CancellationToken cancellationToken) =>
        new FeatureExtractor(backbone, cache, new ViewPlan(new ViewsOptions { Count = 0 }, 0), DefaultBatchSize)
            .Extract(new SampleRows(samples, crops), 1, progress, cancellationToken);

    /// <summary>Computes features of the rows of a data view, with images of any size.</summary>
    public FeatureTable Extract(
        IDataView input, FeatureColumns columns, int views, IProgressPhase progress, CancellationToken cancellationToken)
    {
        using var rows = new ImageRowReader(input, columns, Environment.ProcessorCount, backbone.InputSize);
        return Extract(rows, views, progress, cancellationToken);
    }

    /// <summary>Computes features.</summary>
    /// <param name="input">Rows with crops of the backbone's input size.</param>
    /// <param name="views">Views of each row, the plain one included.</param>
    /// <param name="progress">Advanced by one for each row.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public FeatureTable Extract(IImageRows input, int views, IProgressPhase progress, CancellationToken cancellationToken)
    {
        var rows = new ConcurrentBag<FeatureTable.Row>();
        AllCores.For(
            Environment.ProcessorCount, worker => Work(input, worker, views, rows, progress, cancellationToken), cancellationToken);
        return new FeatureTable(backbone.FeatureCount, views, [.. rows.OrderBy(r => r.Id.High).ThenBy(r => r.Id.Low)]);
    }

    private void Work(
        IImageRows input,
        int worker,
        int views,
        ConcurrentBag<FeatureTable.Row> rows,
        IProgressPhase progress,
        CancellationToken cancellationToken)
    {
        var batch = new FeatureBatch(backbone, cache, batchSize);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[]?[]? found = null;
            using ImageRow? row = input.TryRead(worker, key => !(found = LookUp(key, views)).Contains(null));
            if (row is null)
            {
                break;
            }

            found ??= LookUp(row.Key, views);
            for (int view = 0; view < views; view++)
            {
                if (found[view] is null)
                {
                    View how = plan[row.Key, view];
                    using Mat? drawn = how == View.Plain ? null : how.Render(row.Crop!);
                    batch.Add(drawn ?? row.Crop!, how.Key(row.Key, backboneKey), found[view] = new float[backbone.FeatureCount]);
                }
            }

            rows.Add(new FeatureTable.Row(row.Id, row.Label, row.Weight, found!, row.Source));
            progress.Advance();
        }

        batch.Run();
    }

    /// <summary>The cached features of each view of a row; null for a view that is not cached.</summary>
    private float[]?[] LookUp(byte[] image, int views)
    {
        float[]?[] found = new float[views][];
        for (int view = 0; view < views; view++)
        {
            float[] features = new float[backbone.FeatureCount];
            byte[] key = plan[image, view].Key(image, backboneKey);
            found[view] = cache.TryGet(key, MemoryMarshal.AsBytes(features.AsSpan())) ? features : null;
        }

        return found;
    }
}
