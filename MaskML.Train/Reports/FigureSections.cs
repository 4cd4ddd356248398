using MaskML.Train.Reports.Html;
using static System.FormattableString;

namespace MaskML.Train.Reports;

/// <summary>Metrics of a model as parts of a page.</summary>
internal static class FigureSections
{
    /// <summary>A card for each metric, with its 95 % interval where there is one.</summary>
    public static Markup Cards(ClassificationMetrics m) => Markup.Of($"""
        <div class="cards">
        {MetricTable.All.OrderBy(metric => metric.CardRank).Select(metric => Markup.Of($"{Card(metric, m)}\n"))}{Card(
            "Images", Invariant($"{m.Count}"), Mistakes(m))}
        </div>

        """);

    /// <summary>The confusion matrix: counts, and shares of each actual label.</summary>
    public static Markup Confusion(ConfusionMatrix confusion) => Markup.Of($"""
        <div class="scroll" tabindex="0"><table>
        <thead><tr><th>actual \ predicted</th>{confusion.Labels.Select(label => Markup.Of($"<th>{label}</th>"))}</tr></thead>
        <tbody>
        {confusion.Counts.Select((row, actual) => Markup.Of(
            $"<tr><td>{confusion.Labels[actual]}</td>{row.Select((_, predicted) => Cell(row, actual, predicted))}</tr>\n"))}
        </tbody></table></div>

        """);

    /// <summary>Precision, recall, F1 and support of each label; recall with its 95 % interval.</summary>
    public static Markup PerLabel(ClassificationMetrics m) => HtmlTable.Of(
        ["label", "precision", "recall", "95 % interval", "F1", "images"],
        m.Confusion.Labels.Select((label, i) => Row(label, m.PerLabel[label], m.Confusion.Counts[i][i])));

    private static string Mistakes(ClassificationMetrics m)
    {
        string count = Invariant($"{m.Confusion.Recalls.Sum(r => r.Count - r.Right):0.##}");
        return $"{count} mistake{(count == "1" ? "" : "s")}"
            + (m.Distinct < m.Count ? Invariant($" among {m.Distinct} without copies") : "");
    }

    private static IEnumerable<string> Row(string label, LabelMetrics m, double right) =>
    [
        label,
        Invariant($"{m.Precision:P2}"),
        Invariant($"{m.Recall:P2}"),
        m.Support == 0 ? "" : ClassificationMetrics.Percent(WilsonInterval.Of(right, m.Support)),
        Invariant($"{m.F1:P2}"),
        Invariant($"{m.Support:0.##}"),
    ];

    private static Markup Card(Metric metric, ClassificationMetrics m)
    {
        string remark = m.Interval95.TryGetValue(metric.Name, out IReadOnlyList<double>? interval)
            ? ClassificationMetrics.Percent(interval)
            : metric.Remark(m);
        return m.Values.TryGetValue(metric.Name, out double value)
            ? Card(char.ToUpperInvariant(metric.Title[0]) + metric.Title[1..], metric.Format(value), remark)
            : Markup.Empty;
    }

    private static Markup Card(string name, string value, string remark) =>
        Markup.Of($"<div class=\"card\"><span>{name}</span><b>{value}</b><span>{remark}</span></div>\n");

    private static Markup Cell(IReadOnlyList<double> row, int actual, int predicted)
    {
        double sum = row.Sum();
        double share = sum == 0 ? 0 : row[predicted] / sum;
        string kind = actual == predicted ? "heat" : "miss";

        // The colour starts at 0.15, so that a single mistake among thousands is visible.
        double strength = row[predicted] == 0 ? 0 : actual == predicted ? 0.35 * share : 0.15 + (0.5 * share);
        Markup style = Markup.Of($"background:rgba(var(--{kind}),{strength:0.##})");
        return Markup.Of($"<td class=\"{kind}\" style=\"{style}\">{row[predicted]:0.##}<small>{share:P1}</small></td>");
    }
}
