using FsCheck.Xunit;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

public sealed class CurveTests
{
    [Property(MaxTest = 200)]
    public bool Roc_area_is_the_share_of_pairs_in_the_right_order(int seed)
    {
        (_, ScoredImage[] images) = Predictions.Random(seed, labels: 2);
        double[] pairs =
        [
            .. from one in images.Where(i => i.Actual == 0)
               from other in images.Where(i => i.Actual == 1)
               select one.Scores[0] > other.Scores[0] ? 1 : one.Scores[0] == other.Scores[0] ? 0.5 : 0,
        ];
        double? area = Predictions.RocArea(images);
        return pairs.Length == 0 ? area is null : Math.Abs(area!.Value - pairs.Average()) < 1e-12;
    }

    [Property(MaxTest = 200)]
    public bool Roc_area_is_the_same_for_the_other_label(int seed)
    {
        (_, ScoredImage[] images) = Predictions.Random(seed, labels: 2);
        ScoredImage[] swapped = [.. images.Select(i => Predictions.Of(1 - i.Actual, -i.Scores[0], i.Scores[0]))];
        return Math.Abs((Predictions.RocArea(images) ?? 0) - (Predictions.RocArea(swapped) ?? 0)) < 1e-12;
    }

    [Fact]
    public void Confidence_of_one_is_in_the_last_bin()
    {
        CalibrationBin bin = Assert.Single(Calibration.Of([Predictions.Of(0, 1, 0), Predictions.Of(1, 0.97f, 0.03f)]));
        Assert.Equal((14 / 15.0, 1.0, 2, 0.5), (bin.From, bin.To, bin.Count, bin.Accuracy));
        Assert.Equal(0.985, bin.Confidence, 1e-6);
    }

    [Property(MaxTest = 200)]
    public bool Bins_hold_every_image_within_their_bounds(int seed)
    {
        (_, ScoredImage[] images) = Predictions.Random(seed);
        IReadOnlyList<CalibrationBin> bins = Calibration.Of(images);
        return bins.Sum(b => b.Count) == images.Length
            && bins.All(b => b.Confidence >= b.From - 1e-6 && b.Confidence <= b.To + 1e-6)
            && bins.Zip(bins.Skip(1)).All(pair => pair.First.To <= pair.Second.From + 1e-12);
    }

    [Fact]
    public void Coverage_curve_starts_with_the_most_confident_images()
    {
        ScoredImage[] images =
            [.. Enumerable.Range(0, 10).Select(i => Predictions.Of(i < 5 ? 0 : 1, 0.99f - (0.04f * i), 0.01f + (0.04f * i)))];
        IReadOnlyList<CoveragePoint> curve = CoverageCurve.Of(images);
        Assert.Equal((0.5, 1.0), (curve[0].Coverage, curve[0].Accuracy));
        Assert.Equal((1.0, 0.5), (curve[^1].Coverage, curve[^1].Accuracy));
        Assert.Equal(0.63, curve[^1].Confidence, 1e-6);
    }

    [Fact]
    public void Tie_in_the_coverage_curve_counts_wrong_images_first()
    {
        ScoredImage[] images = [Predictions.Of(0, 0.8f, 0.2f), Predictions.Of(1, 0.8f, 0.2f)];
        Assert.Equal(0, CoverageCurve.Of(images)[0].Accuracy);
    }

    [Theory]
    [InlineData(0, 10, 0, 0.27753)]
    [InlineData(10, 10, 0.72247, 1)]
    [InlineData(95, 100, 0.88825, 0.97846)]
    [InlineData(1, 1, 0.20655, 1)]
    public void Wilson_interval_has_the_published_values(int hits, int count, double low, double high)
    {
        double[] interval = WilsonInterval.Of(hits, count);
        Assert.Equal(low, interval[0], 1e-5);
        Assert.Equal(high, interval[1], 1e-5);
    }

    [Property(MaxTest = 500)]
    public bool Wilson_interval_contains_the_share_and_narrows_with_more_images(FsCheck.NonNegativeInt some, FsCheck.PositiveInt more)
    {
        int hits = some.Get;
        int count = hits + more.Get;
        double[] interval = WilsonInterval.Of(hits, count);
        double[] narrow = WilsonInterval.Of(4 * hits, 4 * count);
        double share = hits / (double)count;
        return interval[0] >= 0 && interval[0] <= share + 1e-12 && share <= interval[1] + 1e-12 && interval[1] <= 1
            && narrow[1] - narrow[0] < interval[1] - interval[0];
    }
}
