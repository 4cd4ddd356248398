using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>The charts of a run's report.</summary>
internal static class RunCharts
{
    private const int MaxLabels = 6;
    private static readonly (double, double)[] Diagonal = [(0, 0), (1, 1)];

    /// <summary>All charts, side by side where there is room.</summary>
    /// <param name="test">Metrics of the test split.</param>
    /// <param name="images">The images of the test split.</param>
    /// <param name="learning">Accuracy against the number of training images; may be empty.</param>
    public static Markup Of(ClassificationMetrics test, IReadOnlyList<ScoredImage> images, IReadOnlyList<LearningPoint> learning)
    {
        IReadOnlyList<string> labels = test.Confusion.Labels;
        IReadOnlyList<ThresholdPoint>[] curves = [.. labels.Take(MaxLabels).Select((_, label) => ThresholdCurve.Of(images, label))];
        string calibration = FormattableString.Invariant(
            $"ECE {test.Ece:0.0000}, Brier score {test.Brier:0.0000}; on the diagonal the confidence is the share that is right.");
        return Markup.Of($"""
            <div class="charts">
            {Roc(labels, curves, test.RocAuc)}
            {PrecisionRecall(labels, curves)}
            {Reliability(images, test).ToFigure(calibration)}
            {Coverage(test).ToFigure("When only the most confident images are answered, and the others are left to a person.")}
            {Learning(learning)}
            </div>

            """);
    }

    private static Markup Roc(IReadOnlyList<string> labels, IReadOnlyList<ThresholdPoint>[] curves, double? area)
    {
        // Of two labels the curve of the second is the curve of the first turned around.
        int shown = labels.Count == 2 ? 1 : curves.Length;
        ChartSeries[] lines = [.. curves.Take(shown).Select((curve, i) => new ChartSeries(
            labels[i], [(0, 0), .. ThresholdCurve.Thin(curve).Select(point => (point.FalsePositiveRate, point.Recall))]))];
        string note = area is { } auc
            ? FormattableString.Invariant($"Area under the curve of {labels[0]}: {auc:0.0000}.")
            : "Each label against the others.";
        (ChartAxis x, ChartAxis y) = (ChartAxis.Share("False positive rate"), ChartAxis.Share("True positive rate"));
        return new Chart("ROC", x, y, [.. lines, Reference(Diagonal)]).ToFigure(note);
    }

    private static Markup PrecisionRecall(IReadOnlyList<string> labels, IReadOnlyList<ThresholdPoint>[] curves)
    {
        ChartSeries[] lines = [.. curves.Select((curve, i) =>
            new ChartSeries(labels[i], [.. ThresholdCurve.Thin(curve).Select(p => (p.Recall, p.Precision))]))];
        IEnumerable<string> areas = curves.Select((curve, i) => ThresholdCurve.AveragePrecision(curve) is { } area
            ? FormattableString.Invariant($"{labels[i]} {area:0.0000}")
            : $"{labels[i]} –");
        return new Chart("Precision and recall", ChartAxis.Share("Recall"), new ChartAxis("Precision", double.NaN, 1), lines)
            .ToFigure($"Average precision: {string.Join(", ", areas)}.");
    }

    private static Chart Reliability(IReadOnlyList<ScoredImage> images, ClassificationMetrics test)
    {
        double lowest = 1.0 / test.Confusion.Labels.Count;
        return new Chart(
            "Reliability",
            new ChartAxis("Confidence", lowest, 1),
            ChartAxis.Share("Share that is right"),
            [
                new ChartSeries("", [.. Calibration.Of(images).Select(bin => (bin.Confidence, bin.Accuracy))]) { HasMarks = true },
                Reference([(lowest, lowest), (1, 1)]),
            ]);
    }

    private static Chart Coverage(ClassificationMetrics test) => new(
        "Coverage and accuracy",
        new ChartAxis("Share answered", 0.5, 1),
        new ChartAxis("Accuracy") { Format = "0.####" },
        [new ChartSeries("", [.. test.Coverage.Select(point => (point.Coverage, point.Accuracy))]) { HasMarks = true }]);

    private static Markup Learning(IReadOnlyList<LearningPoint> learning) => learning.Count == 0 ? Markup.Empty : new Chart(
        "Accuracy against training images",
        new ChartAxis("Training images", 0),
        new ChartAxis("Test accuracy") { Format = "0.###" },
        [
            new ChartSeries("accuracy", [.. learning.Select(point => ((double)point.Images, point.Accuracy))]) { HasMarks = true },
            new ChartSeries("macro accuracy", [.. learning.Select(point => ((double)point.Images, point.MacroAccuracy))])
            {
                HasMarks = true,
            },
            Reference([.. learning.Select(point => ((double)point.Images, point.Interval95[0]))]),
            Reference([.. learning.Select(point => ((double)point.Images, point.Interval95[1]))]),
        ]).ToFigure("The head fitted again to shares of the training images; dashed: 95 % interval of the accuracy.");

    private static ChartSeries Reference(IReadOnlyList<(double, double)> points) => new("", points) { IsReference = true };
}
