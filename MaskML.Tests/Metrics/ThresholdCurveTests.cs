using FsCheck.Xunit;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

public sealed class ThresholdCurveTests
{
    [Fact]
    public void Points_equal_those_computed_by_hand()
    {
        // From the most masked to the least: masked, not, masked and not together, not.
        ScoredImage[] images =
        [
            Predictions.Of(0, 0.9f, 0.1f),
            Predictions.Of(1, 0.8f, 0.2f),
            Predictions.Of(0, 0.5f, 0.5f),
            Predictions.Of(1, 0.5f, 0.5f),
            Predictions.Of(1, 0.1f, 0.9f),
        ];
        IReadOnlyList<ThresholdPoint> curve = ThresholdCurve.Of(images, 0);
        Assert.Equal([0.5, 0.5, 1, 1], curve.Select(p => p.Recall));
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], curve.Select(p => p.FalsePositiveRate));
        Assert.Equal([1, 0.5, 0.5, 2 / 5.0], curve.Select(p => p.Precision));
        Assert.Equal((0.5 * 1) + (0.5 * 0.5), ThresholdCurve.AveragePrecision(curve)!.Value, 1e-12);
    }

    [Property(MaxTest = 200)]
    public bool Area_below_the_points_is_the_roc_area(int seed)
    {
        (_, ScoredImage[] images) = Predictions.Random(seed, labels: 2);
        (double X, double Y)[] points = [(0, 0), .. ThresholdCurve.Of(images, 0).Select(p => (p.FalsePositiveRate, p.Recall))];
        double area = points.Zip(points.Skip(1), (a, b) => (b.X - a.X) * (a.Y + b.Y) / 2).Sum();
        return Predictions.RocArea(images) is not { } expected ? points.Length == 1 : Math.Abs(area - expected) < 1e-9;
    }

    [Fact]
    public void Long_curve_is_thinned_and_keeps_its_ends()
    {
        ThresholdPoint[] points = [.. Enumerable.Range(0, 100_000).Select(i => new ThresholdPoint(1 - (i / 1e5), i / 1e5, i / 1e5, 1))];
        IReadOnlyList<ThresholdPoint> thin = ThresholdCurve.Thin(points);
        Assert.Equal(ThresholdCurve.MaxPoints, thin.Count);
        Assert.Equal((points[0], points[^1]), (thin[0], thin[^1]));
        Assert.Equal(thin.OrderBy(p => p.Recall), thin);
    }

    [Fact]
    public void Curve_of_a_single_label_is_empty()
    {
        Assert.Empty(ThresholdCurve.Of([Predictions.Of(0, 0.9f, 0.1f)], 0));
        Assert.Null(ThresholdCurve.AveragePrecision([]));
    }
}
