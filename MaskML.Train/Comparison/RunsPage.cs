using System.Text.Json.Nodes;
using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Train.Comparison;

/// <summary><c>index.html</c> in the folder of all runs: their figures, a chart, and what differs between their configurations.</summary>
internal static class RunsPage
{
    private const int MaxRuns = 100;

    private static readonly string[] Bounds = ["accuracyLow", "accuracyHigh"];

    /// <summary>Writes the page from <c>index.csv</c>; a failure is a warning, and the next update tries again.</summary>
    /// <param name="runs">The folder of all runs.</param>
    /// <param name="live">SHA-256 of the live model; null if there is none.</param>
    /// <param name="warn">Receives the warning.</param>
    public static void Update(string runs, string? live, Action<string> warn)
    {
        string path = Path.Combine(runs, "index.html");
        try
        {
            IReadOnlyDictionary<string, string>[] rows = [.. new RunIndex(runs).Rows().TakeLast(MaxRuns)];
            HtmlPage.Write(
                path,
                "Runs",
                Markup.Of($"""
                    {(rows.Length == 1 ? "One run." : $"The latest {rows.Length}, the newest first.")}
                    <code>./maskml compare OLD NEW</code> compares two on the same images,
                    <code>./maskml promote RUN</code> makes one live unless it is worse, and <code>./maskml serve</code> does both at
                    <code>/runs</code> in the browser.
                    """),
                [
                    new HtmlSection("Accuracy", rows.Length < 2 ? Markup.Empty : Chart(rows)),
                    new HtmlSection("All runs", Table(rows, live)),
                    new HtmlSection("What changed from one run to the next", Differences(runs, rows)),
                ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"{path}: cannot be written: {e.Message}");
        }
    }

    private static Markup Chart(IReadOnlyDictionary<string, string>[] rows)
    {
        // Accuracies on other test images are another line.
        IEnumerable<ChartSeries> lines = rows.Index().GroupBy(row => row.Item["testSha256"])
            .Select(set => new ChartSeries("", Points(set, "accuracy")) { HasMarks = true });
        ChartSeries[] bounds = [.. Bounds
            .Select(bound => new ChartSeries("", Points(rows.Index(), bound)) { IsReference = true })];
        var accuracy = new ChartAxis("Accuracy") { Format = "0.###" };
        Markup chart = new Chart("Test accuracy", new ChartAxis("Run, the oldest first"), accuracy, [.. lines, .. bounds])
            .ToFigure("Runs tested on the same images are connected; dashed: 95 % interval.");
        return Markup.Of($"<div class=\"charts\">{chart}</div>");

        static (double, double)[] Points(IEnumerable<(int Index, IReadOnlyDictionary<string, string> Item)> rows, string column) =>
            [.. rows.Select(row => (row.Index + 1.0, Number(row.Item[column])))];
    }

    private static Markup Table(IReadOnlyDictionary<string, string>[] rows, string? live) => HtmlTable.Of(
        ["run", "accuracy", "95 % interval", "macro accuracy", "log-loss", "trained on", "tested on", "backbone", "seconds"],
        rows.Reverse().Select(row => (IEnumerable<Markup>)
        [
            Markup.Of($"<a href=\"{row["run"]}/report.html\">{row["run"]}</a>{(row["modelSha256"] == live ? " (live)" : "")}"),
            Markup.Of($"{Number(row["accuracy"]):P2}"),
            Markup.Text(ClassificationMetrics.Percent([Number(row["accuracyLow"]), Number(row["accuracyHigh"])])),
            Markup.Of($"{Number(row["macroAccuracy"]):P2}"),
            Markup.Of($"{Number(row["logLoss"]):0.0000}"),
            Markup.Text(row["trainImages"]),
            Markup.Text(row["testImages"]),
            Markup.Text(row["backbone"]),
            Markup.Of($"{Number(row["seconds"]):0.0}"),
        ]));

    private static Markup Differences(string runs, IReadOnlyDictionary<string, string>[] rows)
    {
        (string Run, JsonObject Configuration)[] known =
            [.. rows.Select(row => (row["run"], StoredRun.TryReadConfiguration(Path.Combine(runs, row["run"])) ?? []))];
        return Markup.Join(known.Zip(known.Skip(1)).Reverse().Select(pair =>
        {
            IReadOnlyList<JsonDifference> differences = JsonDifference.Of(pair.First.Configuration, pair.Second.Configuration);
            return differences.Count == 0 ? Markup.Empty : Markup.Of($"""
                <h3>{pair.Second.Run}</h3>
                {ComparisonPage.Table(differences)}
                """);
        }));
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
