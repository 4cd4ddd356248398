using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>
/// Accuracy against the number of training images, which shows whether more images would help. The model is fitted again, with what was
/// chosen for all images, to nested shares of the training images with the same part of each label and source. Nothing is chosen by the
/// curve, so it may use the test split.
/// </summary>
/// <param name="labels">The labels in key order.</param>
/// <param name="seed">Seed of the shares.</param>
internal sealed class LearningCurve(IReadOnlyList<string> labels, int seed)
{
    /// <summary>Fewest images of a label and source in a share.</summary>
    private const int MinImages = 2;

    private static readonly double[] Shares = [0.05, 0.1, 0.25, 0.5];

    /// <summary>Number of fits.</summary>
    public static int CountFits => Shares.Length;

    /// <summary>Fits the model to each share.</summary>
    /// <param name="train">The training samples.</param>
    /// <param name="test">The test samples, scored by the whole model.</param>
    /// <param name="whole">Metrics of the model that was fitted to all training samples: the last point.</param>
    /// <param name="fit">Fits the model to shares, given as indices of training samples; returns the scores of the test samples.</param>
    public IReadOnlyList<LearningPoint> Run(
        IReadOnlyList<Sample> train,
        IReadOnlyList<ScoredImage> test,
        ClassificationMetrics whole,
        Func<IReadOnlyList<int[]>, IReadOnlyList<IReadOnlyList<float[]>>> fit)
    {
        int[][] groups = Groups(train);
        int[][] parts = [.. Shares.Select(share => Take(groups, share).ToArray())];
        return [.. fit(parts)
            .Select(scores => ClassificationMetrics.Of(labels, [.. test.Zip(scores, (image, s) => image.With(s))]))
            .Select((metrics, i) => Point(Shares[i], parts[i].Length, metrics))
            .Append(Point(1, train.Count, whole))
            .DistinctBy(point => point.Images)];
    }

    /// <summary>The samples of each label and source, in random order.</summary>
    private int[][] Groups(IReadOnlyList<Sample> train)
    {
        var random = new Random(seed);
        int[][] groups = [.. Enumerable.Range(0, train.Count)
            .GroupBy(i => (train[i].LabelIndex, Source: train[i].File.Source.ToString(CultureInfo.InvariantCulture)))
            .OrderBy(g => g.Key.LabelIndex).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
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
