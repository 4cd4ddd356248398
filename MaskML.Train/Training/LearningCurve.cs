using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>
/// Accuracy against the number of training images: whether more images would help. The head alone is fitted anew, to features that are
/// there already, with the L2 strength that was chosen; the shares are nested and hold the same part of each label and source.
/// Nothing is chosen by it, so that the test split may be looked at.
/// </summary>
/// <param name="trainer">Fits the heads.</param>
/// <param name="labels">The labels in key order.</param>
/// <param name="seed">Seed of the shares.</param>
internal sealed class LearningCurve(HeadTrainer trainer, IReadOnlyList<string> labels, int seed)
{
    /// <summary>Fewest images of a label and source in a share.</summary>
    private const int Fewest = 2;

    private static readonly double[] Shares = [0.05, 0.1, 0.25, 0.5];

    /// <summary>Number of heads to fit.</summary>
    public static int CountFits => Shares.Length;

    /// <summary>Fits the heads and scores them.</summary>
    /// <param name="train">The training images, with their views.</param>
    /// <param name="test">The test images.</param>
    /// <param name="l2">The strength of L2.</param>
    /// <param name="whole">Figures of the head that was fitted to all training images: the last point.</param>
    /// <param name="fitted">Told of each head.</param>
    /// <param name="cancellation">Stops the work.</param>
    public IReadOnlyList<LearningPoint> Run(
        FeatureTable train, FeatureTable test, double l2, ClassificationMetrics whole, Action fitted, CancellationToken cancellation)
    {
        int[][] groups = Groups(train);
        FeatureTable[] parts = [.. Shares.Select(share => train with { Rows = [.. Take(groups, share).Select(i => train.Rows[i])] })];
        var held = FeatureRows.From(test, labels);
        ClassificationMetrics[] figures = trainer.FitEach([.. parts.Select(part => FeatureRows.From(part, labels))], l2, head =>
        {
            var metrics = ClassificationMetrics.Of(labels, [.. HeadTrainer.Scores(head, held).Zip(held.Rows, (scores, row) => new ScoredImage("", "", (int)row.Label, scores))]);
            fitted();
            return metrics;
        }, cancellation);
        return
        [
            .. parts.Select((part, i) => Point(Shares[i], part.Rows.Count, figures[i]))
                .Append(Point(1, train.Rows.Count, whole))
                .DistinctBy(point => point.Images),
        ];
    }

    /// <summary>The rows of each label and source, in random order.</summary>
    private int[][] Groups(FeatureTable train)
    {
        var random = new Random(seed);
        int[][] groups =
        [
            .. Enumerable.Range(0, train.Rows.Count)
                .GroupBy(i => (train.Rows[i].Label, train.Rows[i].Source))
                .OrderBy(g => g.Key.Label).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
                .Select(g => g.ToArray()),
        ];
        foreach (int[] group in groups)
        {
            random.Shuffle(group);
        }

        return groups;
    }

    private static IEnumerable<int> Take(int[][] groups, double share) =>
        groups.SelectMany(group => group.Take(Math.Max(Fewest, (int)Math.Round(share * group.Length)))).Order();

    private static LearningPoint Point(double share, int images, ClassificationMetrics m) =>
        new(share, images, m.Accuracy, m.Interval95["accuracy"], m.MacroAccuracy);
}
