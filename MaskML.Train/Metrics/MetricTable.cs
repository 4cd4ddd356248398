namespace MaskML.Train.Metrics;

/// <summary>All metrics, in the order of <c>metrics.json</c>.</summary>
internal static class MetricTable
{
    /// <summary>The metrics; only a test replaces them.</summary>
    public static IReadOnlyList<Metric> All { get; internal set; } =
    [
        new("accuracy", "accuracy", set => Mean(set, image => image.IsRight ? 1 : 0))
        {
            IsShare = true,
            Interval95 = confusion => WilsonInterval.Of(confusion.Recalls.Sum(r => r.Right), confusion.Recalls.Sum(r => r.Count)),
            Test = labels => McNemarTest.P(labels.Sum(l => l.OldOnly), labels.Sum(l => l.NewOnly)),
        },
        new("macroAccuracy", "macro accuracy", MacroAccuracy)
        {
            IsShare = true,
            ConsoleTitle = "macro",
            Interval95 = confusion => MacroInterval.Of(confusion.Recalls),
            Test = labels => SignFlipTest.P([.. labels.Where(l => l.Count > 0)]),
        },
        new("logLoss", "log-loss", set => Mean(set, image => -Math.Log(Math.Max(image.Scores[image.Actual], 1e-15))))
        {
            LowerIsBetter = true,
            Most = double.PositiveInfinity,
            ConsoleTitle = "log-loss",
            Remark = _ => "nats",
        },
        new("ece", "ECE", set => Calibration.PrepareEce(set.Images))
        {
            LowerIsBetter = true,
            LongTitle = "calibration error (ECE)",
            ConsoleTitle = "ECE",
            Remark = _ => "calibration error",
            CardRank = 1,
            ComparisonRank = 1,
        },
        new("brier", "Brier score", set => Mean(set, Brier))
        {
            LowerIsBetter = true,
            Most = 2,
            ShortTitle = "Brier",
            Remark = _ => "0 is best, 2 is worst",
            CardRank = 1,
        },
        new("rocAuc", "ROC area", set => set.Labels.Count == 2 ? RocCurve.PrepareArea(set.Images) : _ => double.NaN)
        {
            Remark = metrics => metrics.Confusion.Labels[0],
            ComparisonRank = 1,
        },
    ];

    /// <summary>What a comparison shows: all metrics, then the recall of each label.</summary>
    public static IReadOnlyList<Metric> Compared(IReadOnlyList<string> labels) =>
        [.. All.OrderBy(metric => metric.ComparisonRank), .. labels.Select((label, i) => Recall(label, i))];

    private static Metric Recall(string label, int index) => new("recall." + label, "recall of " + label, set => Recall(set, index))
    {
        IsShare = true,
        Test = labels => McNemarTest.P(labels[index].OldOnly, labels[index].NewOnly),
    };

    private static Func<double[], double> Recall(ScoredSet set, int label)
    {
        (int Index, bool IsRight)[] images =
        [.. Enumerable.Range(0, set.Images.Count).Where(i => set.Images[i].Actual == label).Select(i => (i, set.Images[i].IsRight))];
        return weights =>
        {
            (double right, double count) = (0, 0);
            foreach ((int index, bool isRight) in images)
            {
                count += weights[index];
                right += isRight ? weights[index] : 0;
            }

            return right / count;
        };
    }

    /// <summary>Mean recall of the labels that occur.</summary>
    private static Func<double[], double> MacroAccuracy(ScoredSet set)
    {
        Func<double[], double>[] recalls = [.. set.Labels.Select((_, label) => Recall(set, label))];
        return weights => recalls.Select(recall => recall(weights)).Where(recall => !double.IsNaN(recall)).Average();
    }

    private static Func<double[], double> Mean(ScoredSet set, Func<ScoredImage, double> value)
    {
        double[] values = [.. set.Images.Select(value)];
        return weights =>
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sum += weights[i] * values[i];
            }

            return sum / weights.Sum();
        };
    }

    /// <summary>Sum of the squared differences between the scores and the truth.</summary>
    private static double Brier(ScoredImage image) =>
        image.Scores.Select((score, label) => score - (label == image.Actual ? 1 : 0)).Sum(gap => (double)gap * gap);
}
