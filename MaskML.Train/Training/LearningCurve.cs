using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>
/// Accuracy against the number of training images, which shows whether more images would help. Only the head is fitted again, with the
/// chosen strength of L2, to nested shares of the training images with the same part of each label and source. Nothing is chosen by the
/// curve, so it may use the test split.
/// </summary>
/// <param name="trainer">Fits the heads.</param>
/// <param name="labels">The labels in key order.</param>
/// <param name="seed">Seed of the shares.</param>
internal sealed class LearningCurve(HeadTrainer trainer, IReadOnlyList<string> labels, int seed)
{
    /// <summary>Fewest images of a label and source in a share.</summary>
    private const int MinImages = 2;

    private static readonly double[] Shares = [0.05, 0.1, 0.25, 0.5];

    /// <summary>Number of heads to fit.</summary>
    public static int CountFits => Shares.Length;

    /// <summary>Fits the heads and scores them.</summary>
    /// <param name="train">The training images, with their views.</param>
    /// <param name="test">The test images.</param>
    /// <param name="images">The same images, scored by the whole model.</param>
    /// <param name="l2">The strength of L2.</param>
    /// <param name="whole">Metrics of the head that was fitted to all training images: the last point.</param>
    /// <param name="fitted">Called after each fitted head.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public IReadOnlyList<LearningPoint> Run(
        FeatureTable train,
        FeatureTable test,
        IReadOnlyList<ScoredImage> images,
        double l2,
        ClassificationMetrics whole,
        Action fitted,
        CancellationToken cancellationToken)
    {
        int[][] groups = Groups(train);
        FeatureTable[] parts = [.. Shares.Select(share => train with { Rows = [.. Take(groups, share).Select(i => train.Rows[i])] })];
        var held = FeatureRows.From(test, labels);
        ClassificationMetrics[] metrics = trainer.FitEach([.. parts.Select(part => FeatureRows.From(part, labels))], l2, head =>
        {
            IEnumerable<float[]> scores = HeadTrainer.Scores(head, held);
            var point = ClassificationMetrics.Of(labels, [.. images.Zip(scores, (image, s) => image.With(s))]);
            fitted();
            return point;
        }, cancellationToken);
        return [.. parts.Select((part, i) => Point(Shares[i], part.Rows.Count, metrics[i]))
            .Append(Point(1, train.Rows.Count, whole))
            .DistinctBy(point => point.Images)];
    }

    /// <summary>The rows of each label and source, in random order.</summary>
    private int[][] Groups(FeatureTable train)
    {
        var random = new Random(seed);
        int[][] groups = [.. Enumerable.Range(0, train.Rows.Count)
            .GroupBy(i => (train.Rows[i].Label, train.Rows[i].Source))
            .OrderBy(g => g.Key.Label).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
            .Select(g => g.ToArray())];
        foreach (int[] group in groups)
        {
            random.Shuffle(group);
        }

        return groups;
    }

    private static IEnumerable<int> Take(int[][] groups, double share) =>
        groups.SelectMany(group => group.Take(Math.Max(MinImages, (int)Math.Round(share * group.Length)))).Order();

    private static LearningPoint Point(double share, int images, ClassificationMetrics m) =>
        new(share, images, m.Accuracy, m.Interval95["accuracy"], m.MacroAccuracy);
}
