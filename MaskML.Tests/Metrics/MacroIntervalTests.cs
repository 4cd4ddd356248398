using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

public sealed class MacroIntervalTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(95, 100)]
    [InlineData(7, 7)]
    public void Macro_interval_of_one_label_is_the_Wilson_interval(int hits, int count)
    {
        double[] wilson = WilsonInterval.Of(hits, count);
        double[] macro = MacroInterval.Of([(hits, count)]);
        Assert.Equal(wilson[0], macro[0], 1e-12);
        Assert.Equal(wilson[1], macro[1], 1e-12);
    }

    [Fact]
    public void Interval_of_macro_accuracy_is_that_of_the_recalls()
    {
        var metrics = ClassificationMetrics.Of(
            ["mask", "none"],
            [Predictions.Of(0, 0.9f, 0.1f), Predictions.Of(0, 0.4f, 0.6f), Predictions.Of(1, 0.2f, 0.8f), Predictions.Of(1, 0.7f, 0.3f)]);
        Assert.Equal(MacroInterval.Of([(1, 2), (1, 2)]), metrics.Interval95["macroAccuracy"]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 2)]
    [InlineData(3, 2)]
    public void Impossible_counts_have_no_interval(int hits, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(hits, count));

    [Fact]
    public void Macro_interval_equals_the_one_computed_by_hand()
    {
        // Wilson: 95 of 100 is 0.88825 to 0.97846; 10 of 10 is 0.72247 to 1.
        double[] macro = MacroInterval.Of([(95, 100), (10, 10)]);
        Assert.Equal(0.975 - (Math.Sqrt(Math.Pow(0.95 - 0.88825, 2) + Math.Pow(1 - 0.72247, 2)) / 2), macro[0], 1e-5);
        Assert.Equal(0.975 + ((0.97846 - 0.95) / 2), macro[1], 1e-5);
    }

    [Theory]
    [InlineData(0.99, 400, 0.9, 40)]
    [InlineData(0.8, 30, 0.6, 30)]
    [InlineData(0.999, 1000, 0.97, 100)]
    public void Macro_interval_covers_the_true_value_in_95_percent(double one, int ofOne, double other, int ofOther)
    {
        var random = new Random(1);
        int held = Enumerable.Range(0, 4000).Count(_ =>
        {
            double[] interval = MacroInterval.Of([(Draw(one, ofOne), ofOne), (Draw(other, ofOther), ofOther)]);
            double truth = (one + other) / 2;
            return interval[0] <= truth && truth <= interval[1];
        });
        Assert.InRange(held / 4000.0, 0.93, 0.985);

        int Draw(double share, int count) => Enumerable.Range(0, count).Count(_ => random.NextDouble() < share);
    }
}
