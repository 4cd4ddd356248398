using System.Text.Json.Nodes;

namespace MaskML.Train.Reports;

/// <summary>Metrics in the shape of scikit-learn's <c>classification_report(output_dict=True)</c>.</summary>
internal static class ClassificationReport
{
    /// <summary>The report as JSON.</summary>
    public static JsonObject Of(ClassificationMetrics metrics)
    {
        var report = new JsonObject();
        foreach (string label in metrics.Confusion.Labels)
        {
            report[label] = Row(metrics.PerLabel[label]);
        }

        LabelMetrics[] labels = [.. metrics.PerLabel.Values];
        report["accuracy"] = metrics.Accuracy;
        report["macro avg"] = Row(Average(labels, _ => 1));
        report["weighted avg"] = Row(Average(labels, l => l.Support));
        return report;
    }

    private static LabelMetrics Average(LabelMetrics[] labels, Func<LabelMetrics, double> weight)
    {
        double sum = labels.Sum(weight);
        return new LabelMetrics(Mean(l => l.Precision), Mean(l => l.Recall), Mean(l => l.F1), labels.Sum(l => l.Support));

        double Mean(Func<LabelMetrics, double> value) => sum == 0 ? 0 : labels.Sum(l => weight(l) * value(l)) / sum;
    }

    private static JsonObject Row(LabelMetrics label) => new()
    {
        ["precision"] = label.Precision,
        ["recall"] = label.Recall,
        ["f1-score"] = label.F1,
        ["support"] = label.Support,
    };
}
