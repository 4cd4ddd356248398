using MaskML.Train.Metrics;

namespace MaskML.Train.Comparison;

/// <summary>
/// A model's figures when each image counts a given number of times: the figures of <see cref="ClassificationMetrics"/>, laid out so that they can
/// be worked out thousands of times. In the order of <see cref="Names"/>.
/// </summary>
internal sealed class WeightedFigures
{
    private const int LabelsFrom = 6;

    private readonly Image[] images;
    private readonly Ranked[] ranked;
    private readonly int labels;

    /// <summary>Prepares a model's images.</summary>
    /// <param name="labels">Number of labels.</param>
    /// <param name="images">The images.</param>
    public WeightedFigures(int labels, IReadOnlyList<ScoredImage> images)
    {
        this.labels = labels;
        this.images = [.. images.Select(Prepare)];

        // Only two labels have a ROC area.
        int[] order = labels == 2 ? [.. Enumerable.Range(0, images.Count).OrderBy(i => images[i].Scores[0])] : [];
        ranked = [.. order.Select((image, rank) => new Ranked(
            image, images[image].Actual == 0, rank + 1 == order.Length || images[order[rank + 1]].Scores[0] != images[image].Scores[0]))];
    }

    /// <summary>Names of the figures, as in <c>metrics.json</c>; behind them the recall of each label.</summary>
    /// <param name="labels">The labels.</param>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> labels) =>
        ["accuracy", "macroAccuracy", "logLoss", "brier", "ece", "rocAuc", .. labels.Select(label => "recall." + label)];

    /// <summary>Works the figures out; those that do not exist are not a number.</summary>
    /// <param name="weights">How many times each image counts.</param>
    public double[] Of(ReadOnlySpan<int> weights)
    {
        Span<int> right = stackalloc int[labels];
        Span<int> count = stackalloc int[labels];
        Span<double> gaps = stackalloc double[Calibration.Bins];
        right.Clear();
        count.Clear();
        gaps.Clear();
        double logLoss = 0;
        double brier = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            ref readonly Image image = ref images[i];
            int weight = weights[i];
            count[image.Label] += weight;
            right[image.Label] += weight * image.Right;
            logLoss += weight * image.LogLoss;
            brier += weight * image.Brier;
            gaps[image.Bin] += weight * image.Gap;
        }

        double[] figures = new double[LabelsFrom + labels];
        int all = 0;
        int allRight = 0;
        int present = 0;
        for (int label = 0; label < labels; label++)
        {
            figures[LabelsFrom + label] = count[label] == 0 ? double.NaN : right[label] / (double)count[label];
            figures[1] += count[label] == 0 ? 0 : figures[LabelsFrom + label];
            present += count[label] == 0 ? 0 : 1;
            all += count[label];
            allRight += right[label];
        }

        foreach (double gap in gaps)
        {
            figures[4] += Math.Abs(gap) / all;
        }

        figures[0] = allRight / (double)all;
        figures[1] /= present;
        figures[2] = logLoss / all;
        figures[3] = brier / all;
        figures[5] = RocArea(weights);
        return figures;
    }

    private static Image Prepare(ScoredImage image)
    {
        int right = image.Predicted == image.Actual ? 1 : 0;
        double brier = image.Scores.Select((score, label) => Square(score - (label == image.Actual ? 1 : 0))).Sum();
        return new Image(
            image.Actual, right, Calibration.BinOf(image), -Math.Log(Math.Max(image.Scores[image.Actual], 1e-15)), brier, (double)image.Confidence - right);

        static double Square(double x) => x * x;
    }

    /// <summary>As in <see cref="RocCurve"/>: the share of pairs in the right order, of which those of equal scores count half.</summary>
    private double RocArea(ReadOnlySpan<int> weights)
    {
        double pairs = 0;
        long negatives = 0;
        long positives = 0;
        long tiedNegatives = 0;
        long tiedPositives = 0;
        foreach (Ranked rank in ranked)
        {
            int weight = weights[rank.Image];
            tiedPositives += rank.IsPositive ? weight : 0;
            tiedNegatives += rank.IsPositive ? 0 : weight;
            if (rank.EndsTie)
            {
                pairs += tiedPositives * (negatives + (tiedNegatives / 2.0));
                negatives += tiedNegatives;
                positives += tiedPositives;
                (tiedNegatives, tiedPositives) = (0, 0);
            }
        }

        return negatives == 0 || positives == 0 ? double.NaN : pairs / ((double)negatives * positives);
    }

    private readonly record struct Image(int Label, int Right, int Bin, double LogLoss, double Brier, double Gap);

    private readonly record struct Ranked(int Image, bool IsPositive, bool EndsTie);
}
