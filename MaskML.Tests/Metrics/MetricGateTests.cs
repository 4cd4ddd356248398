using MaskML.Predict.Errors;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

public sealed class MetricGateTests
{
    private static readonly ClassificationMetrics Half =
        ClassificationMetrics.Of(["mask", "none"], [Predictions.Of(0, 0.9f, 0.1f), Predictions.Of(1, 0.6f, 0.4f)]);

    [Theory]
    [InlineData("accuracy=0.5")]
    [InlineData("MACROACCURACY=0.5")]
    [InlineData("logLoss=0.6")]
    [InlineData("rocAuc=1")]
    [InlineData("ece=1", "brier=2", "accuracy=0")]
    public void Gate_that_is_met_passes(params string[] gates) => MetricGate.Check(MetricGate.Parse(gates), Half);

    [Theory]
    [InlineData("accuracy")]
    [InlineData("brier")]
    public void Gate_at_the_very_figure_is_met(string metric) =>
        MetricGate.Check(MetricGate.Parse([FormattableString.Invariant($"{metric}={Half[metric]:R}")]), Half);

    [Theory]
    [InlineData("accuracy=0.51", "accuracy is 0.5, expected at least 0.51")]
    [InlineData("logLoss=0.5", "logLoss is 0.5108, expected at most 0.5")]
    public void Missed_gate_says_what_was_found_and_expected(string gate, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<GateException>(() => MetricGate.Check(MetricGate.Parse([gate]), Half)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Missed_gates_are_reported_together()
    {
        string message = Assert.Throws<GateException>(
            () => MetricGate.Check(MetricGate.Parse(["accuracy=0.9", "rocAuc=0.2", "brier=0.01"]), Half))
            .Message;
        Assert.Contains("accuracy is", message, StringComparison.Ordinal);
        Assert.Contains("brier is", message, StringComparison.Ordinal);
        Assert.DoesNotContain("rocAuc", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metric_that_does_not_exist_misses_every_gate()
    {
        var three = ClassificationMetrics.Of(Predictions.Labels(3), [Predictions.Of(0, 0.8f, 0.1f, 0.1f)]);
        Assert.Throws<GateException>(() => MetricGate.Check(MetricGate.Parse(["rocAuc=0"]), three));
    }

    [Theory]
    [InlineData("accuracy=1.1", "accuracy from 0 to 1")]
    [InlineData("accuracy=-0.1", "accuracy from 0 to 1")]
    [InlineData("brier=2.1", "brier from 0 to 2")]
    [InlineData("logLoss=-1", "logLoss from 0 to")]
    public void Gate_that_no_model_can_meet_or_miss_is_a_usage_error(string text, string message) => Assert.Contains(
        message, Assert.Throws<UsageException>(() => MetricGate.Parse([text])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("accuracy")]
    [InlineData("accuracy=")]
    [InlineData("accuracy=high")]
    [InlineData("accuracy=NaN")]
    [InlineData("accuracy=0,9")]
    [InlineData("speed=1")]
    [InlineData("=1")]
    [InlineData("")]
    public void Malformed_gate_is_a_usage_error(string text)
    {
        var error = Assert.Throws<UsageException>(() => MetricGate.Parse([text]));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("accuracy, macroAccuracy", error.Message, StringComparison.Ordinal);
    }
}
