using FsCheck.Xunit;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void Metrics_equal_those_computed_by_hand()
    {
        var metrics = ClassificationMetrics.Of(
            ["mask", "none"],
            [
                Predictions.Of(0, 0.9f, 0.1f),
                Predictions.Of(0, 0.4f, 0.6f),
                Predictions.Of(1, 0.2f, 0.8f),
                Predictions.Of(1, 0.7f, 0.3f),
                Predictions.Of(1, 0.1f, 0.9f),
            ]);
        Assert.Equal(5, metrics.Count);
        Assert.Equal(3 / 5.0, metrics.Accuracy);
        Assert.Equal(((1 / 2.0) + (2 / 3.0)) / 2, metrics.MacroAccuracy, 1e-12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.8) + Math.Log(0.3) + Math.Log(0.9)) / 5, metrics.LogLoss, 1e-6);
        Assert.Equal(2 * (0.01 + 0.36 + 0.04 + 0.49 + 0.01) / 5, metrics.Brier, 1e-6);

        // Each stands in a bin of its own, but for the two of 0.9.
        Assert.Equal((0.6 + 0.2 + 0.7 + (2 * 0.1)) / 5, metrics.Ece, 1e-6);

        // Of the six pairs of a masked and an unmasked face five are in the right order: 0.4 stands below 0.7.
        Assert.Equal(5 / 6.0, metrics.RocAuc!.Value, 1e-12);
        Assert.Equal([[1, 1], [1, 2]], metrics.Confusion.Counts);
        Assert.Equal(new LabelMetrics(1 / 2.0, 1 / 2.0, 1 / 2.0, 2), metrics.PerLabel["mask"]);
        Assert.Equal(new LabelMetrics(2 / 3.0, 2 / 3.0, 2 / 3.0, 3), metrics.PerLabel["none"]);
    }

    [Fact]
    public void Certain_mistake_has_a_finite_log_loss() =>
        Assert.Equal(-Math.Log(1e-15), ClassificationMetrics.Of(Predictions.Labels(2), [Predictions.Of(0, 0, 1)]).LogLoss, 1e-9);

    [Fact]
    public void Predicted_label_of_equal_scores_is_the_first() => Assert.Equal(1, Predictions.Of(0, 0.2f, 0.4f, 0.4f).Predicted);

    [Fact]
    public void Metrics_of_no_images_throw() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationMetrics.Of(Predictions.Labels(2), []));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metrics_equal_those_of_scikit_learn(int index)
    {
        MetricsCase expected = MetricsCase.All[index];
        var metrics = ClassificationMetrics.Of(expected.Labels, expected.Images());
        Assert.Equal(expected.Accuracy, metrics.Accuracy, 1e-12);
        Assert.Equal(expected.MacroAccuracy, metrics.MacroAccuracy, 1e-12);
        Assert.Equal(expected.LogLoss, metrics.LogLoss, 1e-6);
        Assert.Equal(expected.Brier, metrics.Brier, 1e-7);
        Assert.Equal(expected.Ece, metrics.Ece, 1e-6);
        Assert.Equal(expected.RocAuc is null, metrics.RocAuc is null);
        Assert.Equal(expected.RocAuc ?? 0, metrics.RocAuc ?? 0, 1e-12);
        Assert.Equal(expected.Confusion, metrics.Confusion.Counts);
    }

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, MetricsCase.All.Count)];

    [Property(MaxTest = 200)]
    public bool Confusion_matrix_counts_every_image_once(int seed)
    {
        (string[] labels, ScoredImage[] images) = Predictions.Random(seed);
        ConfusionMatrix confusion = ClassificationMetrics.Of(labels, images).Confusion;
        return confusion.Counts.Sum(row => row.Sum()) == images.Length
            && confusion.Counts.Select((row, i) => row.Sum() == images.Count(image => image.Actual == i)).All(same => same);
    }

    [Property(MaxTest = 200)]
    public bool Metrics_are_within_their_bounds(int seed)
    {
        (string[] labels, ScoredImage[] images) = Predictions.Random(seed);
        var metrics = ClassificationMetrics.Of(labels, images);
        return IsShare(metrics.Accuracy) && IsShare(metrics.MacroAccuracy) && IsShare(metrics.Ece) && IsShare(metrics.RocAuc ?? 0)
            && metrics.LogLoss >= 0 && metrics.Brier is >= 0 and <= 2
            && metrics.Accuracy == metrics.Confusion.Counts.Select((row, i) => row[i]).Sum() / (double)images.Length;
    }

    [Property(MaxTest = 200)]
    public bool Metrics_do_not_depend_on_the_order_of_images(int seed)
    {
        (string[] labels, ScoredImage[] images) = Predictions.Random(seed);
        ScoredImage[] shuffled = [.. images];
        new Random(seed).Shuffle(shuffled);
        (ClassificationMetrics one, ClassificationMetrics other) = (
            ClassificationMetrics.Of(labels, images), ClassificationMetrics.Of(labels, shuffled));
        return one.Accuracy == other.Accuracy
            && Math.Abs(one.LogLoss - other.LogLoss) < 1e-9
            && Math.Abs(one.Ece - other.Ece) < 1e-9
            && Math.Abs((one.RocAuc ?? 0) - (other.RocAuc ?? 0)) < 1e-9
            && one.Coverage.SequenceEqual(other.Coverage);
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;
}
