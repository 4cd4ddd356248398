using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>Metrics of one label.</summary>
/// <param name="Precision">Share of the images predicted as this label that have it.</param>
/// <param name="Recall">Share of this label's images that are predicted as it.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
/// <param name="Support">Number of this label's images.</param>
public sealed record LabelMetrics(double Precision, double Recall, double F1, int Support);

/// <summary>How often each label was predicted for each actual label.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Counts">A row for each actual label, a column for each predicted one.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>For each label that occurs the number of its images that are right, and of all its images.</summary>
    [JsonIgnore]
    public IReadOnlyList<(int Right, int Count)> Recalls =>
        [.. Counts.Select((row, label) => (Right: row[label], Count: row.Sum())).Where(recall => recall.Count > 0)];

    /// <summary>Metrics of one label; a quotient with a divisor of 0 is 0, as in scikit-learn.</summary>
    /// <param name="label">Index of the label.</param>
    public LabelMetrics MetricsOf(int label)
    {
        int right = Counts[label][label];
        int support = Counts[label].Sum();
        int predicted = Counts.Sum(row => row[label]);
        return new LabelMetrics(Share(right, predicted), Share(right, support), Share(2 * right, predicted + support), support);
    }

    /// <summary>Counts images.</summary>
    /// <param name="labels">The labels in the order of the scores.</param>
    /// <param name="images">The images.</param>
    internal static ConfusionMatrix Of(IReadOnlyList<string> labels, IEnumerable<ScoredImage> images)
    {
        int[][] counts = [.. labels.Select(_ => new int[labels.Count])];
        foreach (ScoredImage image in images)
        {
            counts[image.Actual][image.Predicted]++;
        }

        return new ConfusionMatrix(labels, counts);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
