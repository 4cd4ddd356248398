using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>A run's report as one HTML file.</summary>
internal static class RunPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">The run's report.</param>
    /// <param name="result">What the run produced.</param>
    /// <param name="cancellationToken">Cancels the reading of pictures.</param>
    public static void Write(string path, RunReport report, RunResult result, CancellationToken cancellationToken)
    {
        (double accuracy, string images) = (report.Test.Accuracy, report.Test.Images);
        HtmlPage.Write(
            path,
            $"Run {report.Run}",
            Markup.Of($"""
                Accuracy <b>{accuracy:P2}</b> on {images} of the test split, which it was not trained on; with 95 % certainty between
                {report.Test.Interval95["accuracy"][0]:P2} and {report.Test.Interval95["accuracy"][1]:P2}.
                {(result.Config.Head.ClassWeights ? ReportText.ClassWeights : "")}
                """),
            [
                new HtmlSection("Figures", Markup.Of($"{FigureSections.Cards(report.Test)}{Splits(report)}")),
                new HtmlSection("Confusion", FigureSections.Confusion(report.Test.Confusion)),
                new HtmlSection("Labels", FigureSections.PerLabel(report.Test)),
                new HtmlSection("Curves", RunCharts.Of(report.Test, result.TestImages, report.LearningCurve)),
                new HtmlSection("Worst mistakes", Gallery(result, cancellationToken)),
                new HtmlSection("Data", Data(report)),
                new HtmlSection("Model", Model(report)),
                new HtmlSection("Time", Time(report)),
                new HtmlSection("Configuration", Configuration(report, result)),
            ]);
    }

    private static Markup Splits(RunReport report) => HtmlTable.Of(
        ["", .. Shown(report).Select(metric => metric.ShortTitle), "images"],
        [Row("validation", report.Validation, Shown(report)), Row("test", report.Test, Shown(report))]);

    // The area under the curve, for one, exists for two labels only.
    private static IEnumerable<Metric> Shown(RunReport report) =>
        MetricTable.All.Where(metric => report.Test.Values.ContainsKey(metric.Name));

    private static IEnumerable<string> Row(string split, ClassificationMetrics metrics, IEnumerable<Metric> shown) =>
    [
        split,
        .. shown.Select(metric => metric.Format(metrics[metric.Name])),
        metrics.Images.Replace(" images", "", StringComparison.Ordinal),
    ];

    private static Markup Gallery(RunResult result, CancellationToken cancellationToken)
    {
        GalleryPicture[] pictures =
            [.. Mistakes.Worst(result).Select(pair => Mistakes.ToPicture(pair.Sample, pair.Image, result.Dataset.Labels))];
        return pictures.Length == 0
            ? Markup.Of($"<p>None: every test image is right.</p>")
            : new PictureGallery(result.Config.Report.Pictures, result.Config.Data.MaxMegapixels).Of(pictures, cancellationToken);
    }

    private static Markup Data(RunReport report)
    {
        string[] labels = [.. report.Data.Labels.Keys];
        Markup counts = HtmlTable.Of(
            ["split", .. labels],
            report.Data.Splits.Select(split => (IEnumerable<string>)
                [split.Key, .. labels.Select(label => split.Value.GetValueOrDefault(label).ToString(CultureInfo.InvariantCulture))]));
        return Markup.Of($"""
            {HtmlTable.OfPairs([
                ("Folders", report.Data.Path),
                ("SHA-256", report.Data.Sha256),
                ("SHA-256 of the test split", report.Data.SplitSha256["test"])])}
            {counts}
            <p>{ReportText.LeftOut(report.Data)}</p>
            {HtmlTable.OfList("Notes", report.Data.Notes)}
            {HtmlTable.OfList("Skipped", [.. report.Data.Skipped.Select(s => $"{s.Path}: {s.Reason}")])}
            {HtmlTable.OfList("Duplicates", [.. report.Data.DuplicateGroups.Select(group => string.Join(" = ", group))])}
            {HtmlTable.OfList("Left out as copies across splits", report.Data.LeaksRemoved)}
            """);
    }

    private static Markup Model(RunReport report) => Markup.Of($"""
        {HtmlTable.OfPairs([
            ("File", FormattableString.Invariant($"{report.Model.Path}, {report.Model.Bytes / 1e6:0.00} MB")),
            ("SHA-256", report.Model.Sha256),
            ("Backbone", $"{report.Model.Backbone}, SHA-256 {report.Model.BackboneSha256}"),
            ("L2", FormattableString.Invariant($"{report.Model.L2}")),
            .. report.Packages.Select(package => (package.Key, package.Value))])}
        {HtmlTable.Of(
            ["L2", "log-loss on images left out"],
            report.Candidates.Select(c => (IEnumerable<string>)
                [c.L2.ToString(CultureInfo.InvariantCulture), FormattableString.Invariant($"{c.LogLoss:0.00000}")]))}
        """);

    private static Markup Time(RunReport report) => HtmlTable.OfPairs(
    [
        ("Began", report.Created.ToString("u", CultureInfo.InvariantCulture)),
        ("Decode", FormattableString.Invariant($"{report.Timings.Decode:0.00} s")),
        ("Features", FormattableString.Invariant($"{report.Timings.Features:0.00} s, {report.Timings.CacheHits} views from the cache")),
        ("Head", FormattableString.Invariant($"{report.Timings.Head:0.00} s")),
        ("Learning curve", FormattableString.Invariant($"{report.Timings.LearningCurve:0.00} s")),
        ("Total", FormattableString.Invariant($"{report.Timings.Total:0.00} s")),
    ]);

    private static Markup Configuration(RunReport report, RunResult result) => Markup.Of($"""
        <p>Run again, in the folder of the mlconfig.json that it came from:</p>
        <pre>{ReportText.Command(result)}</pre>
        <details><summary>All settings: config.json of {report.Run}</summary><pre>{ReportJson.Of(result.Config.Effective)}</pre></details>
        """);
}
