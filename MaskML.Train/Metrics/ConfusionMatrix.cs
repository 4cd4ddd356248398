using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>Metrics of one label.</summary>
/// <param name="Precision">Share of the images predicted as this label that have it.</param>
/// <param name="Recall">Share of this label's images that are predicted as it.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
/// <param name="Support">Number of this label's images; a group of copies counts as one.</param>
public sealed record LabelMetrics(double Precision, double Recall, double F1, double Support);

/// <summary>How often each label was predicted for each actual label.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Counts">
/// A row for each actual label, a column for each predicted one. A group of copies counts as one, so that a count can have a fraction.
/// </param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<double>> Counts)
{
    /// <summary>For each label that occurs the number of its images that are right, and of all its images.</summary>
    [JsonIgnore]
    public IReadOnlyList<(double Right, double Count)> Recalls =>
        [.. Counts.Select((row, label) => (Right: row[label], Count: row.Sum())).Where(recall => recall.Count > 0)];

    /// <summary>Metrics of one label; a quotient with a divisor of 0 is 0, as in scikit-learn.</summary>
    /// <param name="label">Index of the label.</param>
    public LabelMetrics MetricsOf(int label)
    {
        double right = Counts[label][label];
        double support = Counts[label].Sum();
        double predicted = Counts.Sum(row => row[label]);
        return new LabelMetrics(Share(right, predicted), Share(right, support), Share(2 * right, predicted + support), support);
    }

    /// <summary>Counts images.</summary>
    /// <param name="labels">The labels in the order of the scores.</param>
    /// <param name="images">The images.</param>
    internal static ConfusionMatrix Of(IReadOnlyList<string> labels, IEnumerable<ScoredImage> images)
    {
        double[][] counts = [.. labels.Select(_ => new double[labels.Count])];
        foreach (ScoredImage image in images)
        {
            counts[image.Actual][image.Predicted] += image.Weight;
        }

        // Three thirds are one.
        return new ConfusionMatrix(labels, [.. counts.Select(row => row.Select(count => Math.Round(count, 6)).ToArray())]);
    }

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
