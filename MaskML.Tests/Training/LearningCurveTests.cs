using MaskML.Tests.Metrics;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using MaskML.Train.Training;
using Microsoft.ML.Data;
using Xunit;

namespace MaskML.Tests.Training;

public sealed class LearningCurveTests
{
    private const int Features = 6;
    private static readonly string[] Labels = ["with_mask", "without_mask"];

    [Fact]
    public void Accuracy_of_a_hard_problem_grows_with_more_images()
    {
        int fitted = 0;
        IReadOnlyList<LearningPoint> curve = Run(Table(400, 1), ref fitted);
        Assert.Equal([0.05, 0.1, 0.25, 0.5, 1], curve.Select(p => p.Share));

        // Three of four images have the first label, and every share has three of four.
        Assert.Equal([20, 40, 100, 200, 400], curve.Select(p => p.Images));
        Assert.Equal(LearningCurve.CountFits, fitted);
        Assert.True(curve[3].Accuracy > curve[0].Accuracy, string.Join(' ', curve));
        Assert.All(curve, p => Assert.InRange(p.Accuracy, p.Interval95[0], p.Interval95[1]));
        Assert.Equal(0.5, curve[^1].Accuracy);
    }

    [Fact]
    public void Curve_is_the_same_for_the_same_images_and_seed()
    {
        int fitted = 0;
        Assert.Equal(
            Run(Table(200, 1), ref fitted).Select(p => (p.Images, p.Accuracy, p.MacroAccuracy)),
            Run(Table(200, 1), ref fitted).Select(p => (p.Images, p.Accuracy, p.MacroAccuracy)));
    }

    [Fact]
    public void Shares_of_few_images_have_two_of_each_label_and_equal_shares_are_one_point()
    {
        int fitted = 0;
        IReadOnlyList<LearningPoint> curve = Run(Table(16, 1), ref fitted);
        Assert.Equal([4, 5, 8, 16], curve.Select(p => p.Images));
    }

    private static IReadOnlyList<LearningPoint> Run(FeatureTable train, ref int fitted)
    {
        int count = 0;
        FeatureTable test = Table(600, 2);
        IEnumerable<ScoredImage> images = FeatureRows.From(test, Labels).Rows.Select(row => Predictions.Of((int)row.Label, 1, 0));
        var whole = ClassificationMetrics.Of(Labels, [Predictions.Of(0, 1, 0), Predictions.Of(1, 1, 0)]);
        Sample[] samples = [.. train.Rows.Select(row => MadeRun.Sample("a.jpg", (int)row.Label - 1, Split.Train))];
        IReadOnlyList<LearningPoint> curve = new LearningCurve(Labels, 1).Run(samples, [.. images], whole, shares => new HeadTrainer(
            new HeadOptions(), 1).FitEach(
            [.. shares.Select(share => FeatureRows.From(train with { Rows = [.. share.Select(i => train.Rows[i])] }, Labels))],
            1,
            head =>
            {
                Interlocked.Increment(ref count);
                return HeadTrainer.Scores(head, FeatureRows.From(test, Labels)).ToArray();
            },
            CancellationToken.None));
        fitted += count;
        return curve;
    }

    /// <summary>Two clouds that overlap, in two views; three of four rows have the first label.</summary>
    private static FeatureTable Table(int rows, int seed)
    {
        var random = new Random(seed);
        return new FeatureTable(Features, 2, [.. Enumerable.Range(0, rows).Select(i =>
        {
            uint label = i % 4 == 3 ? 2u : 1u;
            return new FeatureTable.Row(new DataViewRowId((ulong)i, 0), label, 1, [.. View(label), .. View(label)]);
        })]);

        float[] View(uint label) =>
        [
            .. Enumerable.Range(0, Features).Select(_ => (float)((random.NextDouble() * 2) + (label == 1 ? 0 : 0.7))),
        ];
    }
}
