using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>How often each label was taken for which.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Counts">A row for each actual label, a column for each predicted one.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>Counts images.</summary>
    /// <param name="labels">The labels in the order of the scores.</param>
    /// <param name="images">The images.</param>
    public static ConfusionMatrix Of(IReadOnlyList<string> labels, IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(images);
        int[][] counts = [.. labels.Select(_ => new int[labels.Count])];
        foreach (ScoredImage image in images)
        {
            counts[image.Actual][image.Predicted]++;
        }

        return new ConfusionMatrix(labels, counts);
    }

    /// <summary>Figures of one label; what is divided by nothing is 0, as scikit-learn has it.</summary>
    /// <param name="label">Index of the label.</param>
    public LabelMetrics MetricsOf(int label)
    {
        int right = Counts[label][label];
        int support = Counts[label].Sum();
        int predicted = Counts.Sum(row => row[label]);
        return new LabelMetrics(Share(right, predicted), Share(right, support), Share(2 * right, predicted + support), support);
    }

    /// <summary>Of each label that occurs, how many images are right and how many there are.</summary>
    [JsonIgnore]
    public IReadOnlyList<(int Right, int Count)> Recalls => [.. Counts.Select((row, label) => (row[label], row.Sum())).Where(recall => recall.Item2 > 0)];

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
