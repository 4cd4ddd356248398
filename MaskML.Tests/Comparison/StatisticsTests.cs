using System.Numerics;
using FsCheck;
using FsCheck.Xunit;
using MaskML.Tests.Metrics;
using MaskML.Train.Comparison;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Comparison;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(1, 5, 0.21875)] // 2 (1 + 6) / 64
    [InlineData(0, 9, 0.00390625)] // 2 / 512
    [InlineData(2, 9, 0.0654296875)] // 2 (1 + 11 + 55) / 2048
    public void McNemar_test_equals_values_computed_by_hand(int oldOnly, int newOnly, double p)
    {
        Assert.Equal(p, McNemarTest.P(oldOnly, newOnly), 1e-12);
        Assert.Equal(p, McNemarTest.P(newOnly, oldOnly), 1e-12);
    }

    [Property(MaxTest = 200)]
    public bool McNemar_test_is_the_tail_of_the_binomial_distribution(byte one, byte other)
    {
        BigInteger choose = 1;
        BigInteger tail = 0;
        int n = one + other;
        for (int k = 0; k <= Math.Min(one, other); k++)
        {
            tail += choose;
            choose = choose * (n - k) / (k + 1);
        }

        double expected = Math.Min(1, Math.Exp(BigInteger.Log(2 * tail) - (n * Math.Log(2))));
        return Math.Abs(McNemarTest.P(one, other) - expected) <= 1e-9 * expected;
    }

    [Fact]
    public void McNemar_test_is_accurate_for_many_images()
    {
        Assert.InRange(McNemarTest.P(50_000, 50_500), 0.1, 0.13); // The normal approximation: z = 1.577, p = 0.115.
        Assert.Equal(0, McNemarTest.P(0, 5_000), 1e-300);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 9)]
    [InlineData(40, 61)]
    public void Sign_flip_test_of_one_label_is_the_McNemar_test(int oldOnly, int newOnly) =>
        Assert.Equal(McNemarTest.P(oldOnly, newOnly), SignFlipTest.P([(oldOnly, newOnly, 500)]), 0.012);

    [Fact]
    public void Sign_flip_test_weights_a_label_by_its_images()
    {
        // Five more of ten rare images move the mean recall much more than ten fewer of a thousand frequent ones.
        Assert.True(SignFlipTest.P([(0, 7, 10), (30, 20, 1000)]) < 0.05);
        Assert.True(SignFlipTest.P([(0, 7, 1000), (30, 20, 1000)]) > 0.5);
    }

    [Property(MaxTest = 100)]
    public bool Weighted_metrics_equal_those_of_repeated_images(int seed)
    {
        (string[] labels, ScoredImage[] images) = Predictions.Random(seed);
        var random = new Random(seed);
        double[] weights = [.. images.Select(_ => (double)random.Next(4))];
        weights[0]++;
        var metrics = ClassificationMetrics.Of(labels, [.. images.SelectMany((image, i) => Enumerable.Repeat(image, (int)weights[i]))]);
        double[] figures = [.. Prepare(labels, images).Select(metric => metric(weights))];
        double?[] expected =
        [
            metrics.Accuracy, metrics.MacroAccuracy, metrics.LogLoss, metrics.Brier, metrics.Ece, metrics.RocAuc,
            .. labels.Select(label => metrics.PerLabel[label].Support == 0 ? (double?)null : metrics.PerLabel[label].Recall),
        ];
        return figures.Length == expected.Length
            && figures.Zip(expected).All(pair => pair.Second is { } value ? Math.Abs(pair.First - value) < 1e-9 : double.IsNaN(pair.First));
    }

    [Fact]
    public void Bootstrap_interval_is_that_of_the_normal_approximation()
    {
        // 2,000 images; the new model alone is right about 100, the old one alone about 60:
        // difference 0.02, standard error √(0.08 − 0.02²) / √2000.
        ScoredImage[] old = [.. Enumerable.Range(0, 2000).Select(i => Answer(i % 2, i is >= 100 or < 0))];
        ScoredImage[] @new = [.. Enumerable.Range(0, 2000).Select(i => Answer(i % 2, i is < 100 or >= 160))];
        (Func<double[], double>[] before, Func<double[], double>[] after) = (
            Prepare(Predictions.Labels(2), old), Prepare(Predictions.Labels(2), @new));
        var intervals = PairedBootstrap.Of(before, after, Equal(2000), CancellationToken.None);
        double error = Math.Sqrt((0.08 - 0.0004) / 2000);
        Assert.Equal(0.02 - (1.96 * error), intervals[0][0], 0.0015);
        Assert.Equal(0.02 + (1.96 * error), intervals[0][1], 0.0015);
        Assert.Equal(intervals, PairedBootstrap.Of(before, after, Equal(2000), CancellationToken.None));

        static ScoredImage Answer(int actual, bool right) => Predictions.Of(actual, (actual == 0) == right ? [0.8f, 0.2f] : [0.2f, 0.8f]);
    }

    [Property(MaxTest = 30)]
    public bool Identical_models_have_no_difference_in_any_draw(PositiveInt seed)
    {
        (string[] labels, ScoredImage[] images) = Predictions.Random(seed.Get);
        Func<double[], double>[] figures = Prepare(labels, images);
        return PairedBootstrap.Of(figures, figures, Equal(images.Length), CancellationToken.None)
            .SelectMany(i => i).All(bound => bound == 0 || double.IsNaN(bound));
    }

    private static double[] Equal(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static Func<double[], double>[] Prepare(string[] labels, ScoredImage[] images) =>
        [.. MetricTable.Compared(labels).Select(metric => metric.Prepare(new ScoredSet(labels, images)))];
}
