using MaskML.Tests.Support;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

/// <summary>A group of copies weighs as one image in every metric and interval.</summary>
public sealed class CopyWeightTests
{
    private static readonly string[] Labels = TrainingFolder.TwoLabels;
    private static readonly string[] Faces = ["a.jpg#1,1,9,9", "a.jpg#20,1,9,9", "copy.jpg#1,1,9,9", "copy.jpg#20,1,9,9"];

    [Fact]
    public void Hundred_copies_of_each_image_change_no_metric_and_narrow_no_interval()
    {
        (_, ScoredImage[] images) = Predictions.Random(4, labels: 2);
        var plain = ClassificationMetrics.Of(Labels, images);
        IReadOnlyList<ScoredImage> copies = ScoredImage.Weigh(
            [.. images.SelectMany((image, i) => Enumerable.Range(0, 100).Select(k => image with { Path = $"{i}-{k}.jpg", Group = i }))]);
        var metrics = ClassificationMetrics.Of(Labels, copies);
        Assert.Equal((100 * images.Length, images.Length), (metrics.Count, metrics.Distinct));
        Assert.All(plain.Values, value => Assert.Equal(value.Value, metrics[value.Key], 1e-9));
        Assert.All(plain.Interval95, interval => Assert.All(
            interval.Value.Zip(metrics.Interval95[interval.Key]), pair => Assert.Equal(pair.First, pair.Second, 1e-6)));
        Assert.Equal(plain.Confusion.Counts, metrics.Confusion.Counts);
        Assert.Equal(plain.Coverage.Count, metrics.Coverage.Count);
        Assert.Equal(
            ThresholdCurve.AveragePrecision(ThresholdCurve.Of(images, 0)) ?? 0,
            ThresholdCurve.AveragePrecision(ThresholdCurve.Of([.. copies], 0)) ?? 0,
            1e-9);
    }

    [Fact]
    public void Copies_that_are_judged_differently_share_their_weight()
    {
        ScoredImage[] images =
        [
            Of("a.jpg", 1, 0.9f), Of("b.jpg", 1, 0.9f), Of("c.jpg", 1, 0.2f), Of("d.jpg", 2, 0.1f), Of("e.jpg", -1, 0.8f),
        ];
        var metrics = ClassificationMetrics.Of(Labels, ScoredImage.Weigh(images));
        Assert.Equal((2 / 3.0 + 1) / 3, metrics.Accuracy, 1e-6);
        Assert.Equal(3, metrics.Distinct);

        static ScoredImage Of(string path, int group, float score) => new(path, "test", 0, [score, 1 - score]) { Group = group };
    }

    [Fact]
    public void Faces_of_one_photo_count_each()
    {
        ScoredImage[] images =
        [
            .. Faces.Select(path => new ScoredImage(path, "test", 0, [0.9f, 0.1f]) { Group = 7 }),
        ];
        Assert.Equal(2, ClassificationMetrics.Of(Labels, ScoredImage.Weigh(images)).Distinct);
    }
}
