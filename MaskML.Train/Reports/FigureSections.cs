using MaskML.Train.Metrics;
using MaskML.Train.Reports.Html;

namespace MaskML.Train.Reports;

/// <summary>Figures of a model as parts of a page.</summary>
internal static class FigureSections
{
    /// <summary>The figures that count, each on a card, with 95 % intervals where there are any.</summary>
    public static Markup Cards(ClassificationMetrics m) => Markup.Of($"""
        <div class="cards">
        {Card("Accuracy", $"{m.Accuracy:P2}", Range(m.Interval95.Accuracy))}
        {Card("Macro accuracy", $"{m.MacroAccuracy:P2}", Range(m.Interval95.MacroAccuracy))}
        {Card("Log-loss", $"{m.LogLoss:0.0000}", "nats")}
        {(m.RocAuc is { } area ? Card("ROC area", $"{area:0.0000}", m.Confusion.Labels[0]) : Markup.Empty)}
        {Card("ECE", $"{m.Ece:0.0000}", "calibration error")}
        {Card("Brier score", $"{m.Brier:0.0000}", "0 is best, 2 is worst")}
        {Card("Images", $"{m.Count}", $"{m.Count - m.Confusion.Recalls.Sum(r => r.Right)} mistakes")}
        </div>

        """);

    /// <summary>The confusion matrix: counts, and shares of each actual label.</summary>
    public static Markup Confusion(ConfusionMatrix confusion) => Markup.Of($"""
        <div class="scroll"><table>
        <thead><tr><th>actual \ predicted</th>{confusion.Labels.Select(label => Markup.Of($"<th>{label}</th>"))}</tr></thead>
        <tbody>
        {confusion.Counts.Select((row, actual) => Markup.Of($"<tr><td>{confusion.Labels[actual]}</td>{row.Select((count, predicted) => Cell(row, actual, predicted))}</tr>\n"))}
        </tbody></table></div>

        """);

    /// <summary>Precision, recall, F1 and support of each label; recall with its 95 % interval.</summary>
    public static Markup PerLabel(ClassificationMetrics m) => HtmlTable.Of(
        ["label", "precision", "recall", "95 % interval", "F1", "images"],
        m.Confusion.Labels.Select((label, i) => Row(label, m.PerLabel[label], m.Confusion.Counts[i][i])));

    /// <summary>An interval in percent.</summary>
    public static string Range(IReadOnlyList<double> interval) => FormattableString.Invariant($"{interval[0]:P2} to {interval[1]:P2}");

    private static IEnumerable<string> Row(string label, LabelMetrics m, int right) =>
    [
        label,
        FormattableString.Invariant($"{m.Precision:P2}"),
        FormattableString.Invariant($"{m.Recall:P2}"),
        m.Support == 0 ? "" : Range(WilsonInterval.Of(right, m.Support)),
        FormattableString.Invariant($"{m.F1:P2}"),
        FormattableString.Invariant($"{m.Support}"),
    ];

    private static Markup Card(string name, FormattableString value, FormattableString note) =>
        Card(name, value, note.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Markup Card(string name, FormattableString value, string note) =>
        Markup.Of($"<div class=\"card\"><span>{name}</span><b>{FormattableString.Invariant(value)}</b><span>{note}</span></div>\n");

    private static Markup Cell(IReadOnlyList<int> row, int actual, int predicted)
    {
        int sum = row.Sum();
        double share = sum == 0 ? 0 : row[predicted] / (double)sum;
        string kind = actual == predicted ? "heat" : "miss";

        // A single mistake among thousands is to be seen, too.
        double strength = row[predicted] == 0 ? 0 : actual == predicted ? 0.35 * share : 0.15 + (0.5 * share);
        return Markup.Of($"<td class=\"{kind}\" style=\"background:rgba(var(--{kind}),{strength:0.##})\">{row[predicted]}<small>{share:P1}</small></td>");
    }
}
