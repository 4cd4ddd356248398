using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Features;

public sealed class FeatureExtractorTests : IDisposable
{
    private const int Count = 40;
    private static readonly ViewsOptions TwoViews = new() { Count = 2 };
    private readonly MLContext ml = new(1);
    private readonly Backbone backbone = Backbone.Open(TinyModel.BackbonePath);

    public void Dispose() => backbone.Dispose();

    [Fact]
    public void Rows_are_in_order_with_the_features_of_their_crops()
    {
        Row[] rows = Rows(64);
        FeatureTable table = Extract(rows);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (ulong)i), table.Rows.Select(r => r.Id.Low));
        float[] tensor = new float[CropTensor.Length(32)];
        for (int i = 0; i < Count; i++)
        {
            using Mat crop = new StockResizer(32).ToCrop(rows[i].Image!);
            float[] expected = new float[backbone.FeatureCount];
            CropTensor.Write(crop, tensor);
            backbone.Run(tensor, 1, expected);
            Assert.Equal(expected, table.View(table.Rows[i], 0));
            Assert.Equal(3 * backbone.FeatureCount, table.Rows[i].Values.Length);
        }
    }

    [Fact]
    public void Warm_extraction_equals_the_cold_one_bit_for_bit()
    {
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        FeatureTable cold = Extract(Rows(32), cache);
        Assert.Equal(0, cache.Hits);
        FeatureTable warm = Extract(Rows(32), cache);
        Assert.Equal(3 * Count, cache.Hits);
        AssertSame(cold, warm);
    }

    [Fact]
    public void Images_with_cached_features_are_not_decoded()
    {
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        Extract(Rows(32), cache, withKeys: true);
        Row[] again = Rows(32);
        Extract(again, cache, withKeys: true);
        Assert.Equal(0, again.Sum(r => r.Reads));
    }

    [Fact]
    public void Other_seed_computes_only_the_random_views()
    {
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        FeatureTable one = Extract(Rows(32), cache, seed: 1);
        FeatureTable other = Extract(Rows(32), cache, seed: 2);
        Assert.Equal(Count, cache.Hits);
        Assert.All(one.Rows.Zip(other.Rows), pair =>
        {
            Assert.Equal(one.View(pair.First, 0), other.View(pair.Second, 0));
            Assert.NotEqual(one.View(pair.First, 1), other.View(pair.Second, 1));
        });
    }

    [Fact]
    public void Additional_view_is_the_only_one_computed()
    {
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        Extract(Rows(32), cache, views: TwoViews with { Count = 1 });
        Extract(Rows(32), cache);
        Assert.Equal(2 * Count, cache.Hits);
    }

    [Fact]
    public void Changed_image_is_the_only_one_computed()
    {
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        Extract(Rows(32), cache);
        Row[] changed = Rows(32);
        changed[5] = new Row(Patch.Image(0, 999, 32));
        Extract(changed, cache);
        Assert.Equal(3 * (Count - 1), cache.Hits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Features_do_not_depend_on_the_batch_size(int batch) => AssertSame(Extract(Rows(32)), Extract(Rows(32), batch: batch));

    [Theory]
    [InlineData("tiny")]
    [InlineData("masknet")]
    public void Crop_has_the_same_features_alone_and_in_a_batch(string name)
    {
        using Backbone net = Backbone.Open(name == "tiny" ? TinyModel.BackbonePath : name);
        int length = CropTensor.Length(net.InputSize);
        const int Most = 33;
        float[] crops = new float[Most * length];
        for (int i = 0; i < Most; i++)
        {
            using Mat crop = Patch.Draw(i % 3, i, net.InputSize);
            CropTensor.Write(crop, crops.AsSpan(i * length, length));
        }

        float[] alone = Run(1);
        Assert.All([2, 3, 7, 8, 31, 32, 33], batch => Assert.Equal(alone, Run(batch)));

        float[] Run(int batch)
        {
            float[] features = new float[Most * net.FeatureCount];
            for (int from = 0; from < Most; from += batch)
            {
                int count = Math.Min(batch, Most - from);
                net.Run(
                    crops.AsMemory(from * length, count * length),
                    count,
                    features.AsMemory(from * net.FeatureCount, count * net.FeatureCount));
            }

            return features;
        }
    }

    [Fact]
    public void Crops_of_samples_have_the_features_of_their_MLImages()
    {
        using var folder = new TrainingFolder();
        using var inspections = new ContentCache(null, ImageInspector.PayloadBytes);
        var crops = new CropSource(new Cropper(backbone.InputSize, TinyModel.Margin), 1);
        IReadOnlyList<Sample> samples = DatasetLoader.Load(
            new DataOptions { Sources = [folder.Data] }, 1, inspections, NullProgress.Instance).Samples;
        Row[] rows = [.. samples.Select(sample =>
        {
            using Mat crop = crops.Crop(sample);
            return new Row(CropTensor.ToMLImage(crop)) { Key = crops.Key(sample) };
        })];
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        FeatureTable direct = new FeatureExtractor(backbone, cache, new ViewPlan(TwoViews, 1), 32).Extract(
            new SampleRows(samples, crops), 3, NullProgress.Instance.Begin("features", samples.Count), CancellationToken.None);
        AssertSame(direct, Extract(rows, withKeys: true));
        Assert.Equal(samples.Select(sample => (uint)sample.LabelIndex + 1), direct.Rows.Select(row => row.Label));
    }

    [Fact]
    public void Files_are_decoded_once_and_their_crops_are_not_kept()
    {
        using var folder = new TrainingFolder();
        using var inspections = new ContentCache(null, ImageInspector.PayloadBytes);
        using var cache = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        var crops = new CropSource(new Cropper(backbone.InputSize, TinyModel.Margin), 1);
        var extractor = new FeatureExtractor(backbone, cache, new ViewPlan(TwoViews, 1), 32);
        IReadOnlyList<Sample> samples = DatasetLoader.Load(
            new DataOptions { Sources = [folder.Data] },
            1,
            inspections,
            NullProgress.Instance,
            _ => (file, picture) => extractor.Prepare(crops, file, picture, 3)).Samples;
        FeatureTable decodedAgain = Extract(new FeatureExtractor(
            backbone, new ContentCache(null, backbone.FeatureCount * sizeof(float)), new ViewPlan(TwoViews, 1), 32));
        Directory.Delete(folder.Data, recursive: true);

        AssertSame(decodedAgain, Extract(extractor));
        Assert.Equal(0, cache.EarlierHits);

        FeatureTable Extract(FeatureExtractor own) => own.Extract(
            new SampleRows(samples, crops), 3, NullProgress.Instance.Begin("features", samples.Count), CancellationToken.None);
    }

    [Fact]
    public void Images_of_the_caller_are_not_disposed()
    {
        Row[] rows = Rows(32);
        Extract(rows);
        Assert.All(rows, row => Assert.Equal(32, row.Image!.Width));
    }

    [Fact]
    public void Row_without_an_image_throws()
    {
        Row[] rows = [.. Rows(32), new Row(null)];
        string message = Assert.Throws<Predict.Errors.InputException>(() => Extract(rows)).Message;
        Assert.Contains("has no image, expected one in the column Image", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extraction_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Row[] rows = Rows(32);
        Assert.ThrowsAny<OperationCanceledException>(() => Extract(rows, cancellationToken: stop.Token));
    }

    private static Row[] Rows(int size) =>
        [.. Enumerable.Range(0, Count).Select(i => new Row(Patch.Image(i % 3, i, size)) { Key = ViewTests.Image(i) })];

    private static void AssertSame(FeatureTable one, FeatureTable other)
    {
        Assert.Equal(one.Rows.Count, other.Rows.Count);
        Assert.All(one.Rows.Zip(other.Rows), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    private FeatureTable Extract(
        Row[] rows,
        ContentCache? cache = null,
        int seed = 1,
        int batch = 32,
        ViewsOptions? views = null,
        bool withKeys = false,
        CancellationToken cancellationToken = default)
    {
        using var own = new ContentCache(null, backbone.FeatureCount * sizeof(float));
        ViewsOptions config = views ?? TwoViews;
        return new FeatureExtractor(backbone, cache ?? own, new ViewPlan(config, seed), batch).Extract(
            ml.Data.LoadFromEnumerable(rows),
            new FeatureColumns(nameof(Row.Image), null, null, withKeys ? nameof(Row.Key) : null),
            1 + config.Count,
            NullProgress.Instance.Begin("features", rows.Length),
            cancellationToken);
    }

    private sealed class Row(MLImage? image)
    {
        public int Reads { get; private set; }

        [VectorType(32)]
        public byte[] Key { get; init; } = new byte[32];

        [ImageType(32, 32)]
        public MLImage? Image
        {
            get
            {
                Reads++;
                return image;
            }
        }
    }
}
