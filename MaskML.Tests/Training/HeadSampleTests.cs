using System.Security.Cryptography;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Heads;
using MaskML.Train.Runs;
using MaskML.Train.Training;
using Xunit;

namespace MaskML.Tests.Training;

public sealed class HeadSampleTests
{
    [Fact]
    public void Sample_has_the_same_share_of_each_label_and_source()
    {
        Dataset data = Data(1000);
        Sample[] taken = [.. new HeadSample(Options(200)).Of(data).Select(i => data.Samples[i])];

        // Of a thousand training images 600, 200, 150 and 50 are of a label and a source.
        Assert.Equal(
            [((0, 0), 120), ((0, 1), 40), ((1, 0), 30), ((1, 1), 10)],
            taken.CountBy(sample => (sample.LabelIndex, sample.File.Source)).OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
        Assert.Equal(1000, new HeadSample(Options(1000)).Of(Data(1000)).Length);
    }

    [Fact]
    public void Sample_does_not_depend_on_the_order_of_the_images()
    {
        Dataset data = Data(1000);
        string[] taken = Names(data);
        string[] again = Names(data with { Samples = [.. data.Samples.Reverse()] });
        Assert.Equal(taken.Order(StringComparer.Ordinal), again.Order(StringComparer.Ordinal));

        static string[] Names(Dataset data) => [.. new HeadSample(Options(200)).Of(data).Select(i => data.Samples[i].File.RelativePath)];
    }

    [Theory]
    [InlineData(300)]
    [InlineData(100_000)]
    public void Files_of_the_sample_are_known_before_the_split(int most)
    {
        using var folder = new TrainingFolder(300);
        TrainOptions options = Options(most) with { Data = new DataOptions { Sources = [folder.Data], Validation = 0.2, Test = 0.2 } };
        var seen = new Dictionary<string, bool>(StringComparer.Ordinal);
        var sample = new HeadSample(options);
        Dataset data = DatasetLoader.Load(
            options.Data,
            options.Seed,
            ImageInspector.OpenCache(null),
            NullProgress.Instance,
            files => (file, _) =>
            {
                lock (seen)
                {
                    seen[file.File.Path] = sample.MayHold(file, files);
                }
            });
        Sample[] taken = [.. sample.Of(data).Select(i => data.Samples[i])];
        Assert.InRange(taken.Count(one => !seen[one.File.Path]), 0, taken.Length / 10);
        Assert.InRange(seen.Values.Count(known => known), 1, taken.Length * 1.15);
    }

    [Fact]
    public void Training_on_a_sample_scores_all_images()
    {
        using var folder = new TrainingFolder(200);
        (RunReport report, string run) = new TrainRun(
            new TrainOptions
            {
                Backbone = TinyModel.BackbonePath,
                Runs = folder.Runs,
                Data = new DataOptions { Sources = [folder.Data] },
                Cache = new CacheOptions { Directory = folder.Cache },
                Head = new HeadOptions { MaxImages = 100 },
            },
            NullProgress.Instance,
            Assert.Fail,
            TimeProvider.System).Run(default);
        Assert.Equal(400, File.ReadLines(Path.Combine(run, "predictions.csv")).Count() - 1);
        Assert.Equal(100, report.LearningCurve[^1].Images);
        Assert.True(report.Test.Accuracy > 0.9, $"{report.Test.Accuracy}");
    }

    [Theory]
    [InlineData(1000, 100, null)]
    [InlineData(1_000_000, 100, "is cut to cache.maxMegabytes")]
    [InlineData(1_000_000, 16384, "within cache.maxMegabytes")]
    public void Size_of_a_large_cache_is_announced(int files, int most, string? expected)
    {
        var warnings = new List<string>();
        using var trainer = new ImageTransferModelTrainer(
            new TrainOptions { Backbone = TinyModel.BackbonePath, Cache = new CacheOptions { Directory = "x", MaxMegabytes = most } },
            NullProgress.Instance,
            warnings.Add);
        trainer.Prepare(files, null!);
        Assert.Equal(expected is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains(expected!, warning, StringComparison.Ordinal));
    }

    private static TrainOptions Options(int most) => new() { Head = new HeadOptions { MaxImages = most } };

    private static Dataset Data(int count) => new(
        [.. Enumerable.Range(0, count).Select(i => new Sample(
            new ImageFile($"{i}.jpg", $"{i}.jpg", i % 4 == 0 ? 1 : 0, null, []),
            new Target("a", null),
            i % 20 is 0 or 1 or 2 or 3 ? 1 : 0,
            Split.Train,
            SHA256.HashData(BitConverter.GetBytes(i)),
            1,
            1,
            1))],
        ["a", "b"],
        [],
        [],
        [],
        [],
        "",
        0);
}
