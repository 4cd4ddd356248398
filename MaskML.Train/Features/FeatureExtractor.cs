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

    /// <summary>Samples whose features are in memory together while they are only scored.</summary>
    private const int ScoredAtOnce = 4096;

    private readonly byte[] backboneKey = Convert.FromHexString(backbone.Sha256);

    // Batches that no worker uses; they can hold crops that are still to be run.
    private readonly ConcurrentBag<FeatureBatch> idle = [];

    /// <summary>
    /// Opens the cache of a backbone's features; each backbone has a folder of its own, so that entries of an unused one expire together.
    /// </summary>
    /// <param name="root">The folder of all caches; null keeps nothing beyond the cache.</param>
    /// <param name="backbone">The backbone.</param>
    public static ContentCache OpenCache(string? root, Backbone backbone) =>
        ContentCache.Open(root, $"{backbone.Name}-{backbone.Sha256[..12]}", backbone.FeatureCount * sizeof(float));

    /// <summary>Computes features of plain views.</summary>
    public static FeatureExtractor OfPlainViews(Backbone backbone, IContentCache cache) =>
        new(backbone, cache, new ViewPlan(new ViewsOptions { Count = 0 }, 0), DefaultBatchSize);

    /// <summary>
    /// Computes the features of a decoded picture's crops for the cache, in batches with those of other pictures, so that no crop has to be
    /// kept and no file decoded again. Thread-safe.
    /// </summary>
    /// <param name="crops">Cuts the crops.</param>
    /// <param name="file">The file.</param>
    /// <param name="picture">Its BGR picture.</param>
    /// <param name="views">Views of each crop, the plain one included.</param>
    public void Prepare(CropSource crops, InspectedFile file, Mat picture, int views)
    {
        foreach (Target target in file.Targets)
        {
            byte[] key = crops.Key(file.ContentHash, target.Box);
            int[] missing = [.. Enumerable.Range(0, views).Where(view => !cache.Contains(plan[key, view].Key(key, backboneKey)))];
            if (missing.Length == 0)
            {
                continue;
            }

            using Mat crop = crops.Cut(picture, target.Box);
            FeatureBatch batch = TakeBatch();
            foreach (int view in missing)
            {
                Add(batch, crop, key, view, default);
            }

            idle.Add(batch);
        }
    }

    /// <summary>Scores the plain views of samples, with the features of a few thousand in memory at a time.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="crops">Cuts their crops.</param>
    /// <param name="score">From features to scores.</param>
    /// <param name="progress">Advanced by one for each sample.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public IEnumerable<float[]> Score(
        IEnumerable<Sample> samples,
        CropSource crops,
        Func<float[], float[]> score,
        IProgressPhase progress,
        CancellationToken cancellationToken) => samples.Chunk(ScoredAtOnce).SelectMany(chunk =>
            Extract(new SampleRows(chunk, crops), 1, progress, cancellationToken).Rows.Select(row => score(row.Values)));

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
        foreach (FeatureBatch batch in idle)
        {
            batch.Run();
        }

        var rows = new ConcurrentBag<FeatureTable.Row>();
        AllCores.For(
            Environment.ProcessorCount, worker => Work(input, worker, views, rows, progress, cancellationToken), cancellationToken);
        // An array: a list would have room for up to twice as many rows.
        return new FeatureTable(backbone.FeatureCount, views, rows.OrderBy(r => r.Id.High).ThenBy(r => r.Id.Low).ToArray());
    }

    private void Work(
        IImageRows input,
        int worker,
        int views,
        ConcurrentBag<FeatureTable.Row> rows,
        IProgressPhase progress,
        CancellationToken cancellationToken)
    {
        FeatureBatch batch = TakeBatch();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] values = new float[views * backbone.FeatureCount];
            bool[]? found = null;
            using ImageRow? row = input.TryRead(worker, key => Array.TrueForAll(found = LookUp(key, values), one => one));
            if (row is null)
            {
                break;
            }

            found ??= LookUp(row.Key, values);
            for (int view = 0; view < views; view++)
            {
                if (!found[view])
                {
                    Add(batch, row.Crop!, row.Key, view, values.AsMemory(view * backbone.FeatureCount, backbone.FeatureCount));
                }
            }

            rows.Add(new FeatureTable.Row(row.Id, row.Label, row.Weight, values, row.Source));
            progress.Advance();
        }

        batch.Run();
        idle.Add(batch);
    }

    private FeatureBatch TakeBatch() => idle.TryTake(out FeatureBatch? batch) ? batch : new FeatureBatch(backbone, cache, batchSize);

    private void Add(FeatureBatch batch, Mat crop, byte[] key, int view, Memory<float> target)
    {
        View how = plan[key, view];
        using Mat? drawn = how == View.Plain ? null : how.Render(crop);
        batch.Add(drawn ?? crop, how.Key(key, backboneKey), target);
    }

    /// <summary>Copies the cached features of each view of a row, one view after the other.</summary>
    /// <returns>Whether each view is cached.</returns>
    private bool[] LookUp(byte[] image, float[] values)
    {
        bool[] found = new bool[values.Length / backbone.FeatureCount];
        for (int view = 0; view < found.Length; view++)
        {
            Span<float> features = values.AsSpan(view * backbone.FeatureCount, backbone.FeatureCount);
            byte[] key = plan[image, view].Key(image, backboneKey);
            found[view] = cache.TryGet(key, MemoryMarshal.AsBytes(features));
        }

        return found;
    }
}
