using MaskML.Train.Runs;
using static System.FormattableString;
using static MaskML.Train.Metrics.ClassificationMetrics;
using static MaskML.Train.Reports.MarkdownText;

namespace MaskML.Train.Reports;

/// <summary>A run's report as Markdown, for example for a pull request.</summary>
internal static class MarkdownReport
{
    private const string Rest = " in metrics.json";

    /// <summary>The report.</summary>
    public static string Of(RunReport report, RunResult result)
    {
        ClassificationMetrics test = report.Test;
        IReadOnlyList<string> labels = test.Confusion.Labels;
        (ModelInfo model, RunTimings time) = (report.Model, report.Timings);
        string accuracy = Invariant($"**{test.Accuracy:P2}** (95 % interval {Percent(test.Interval95["accuracy"])})");
        string macro = Invariant($"**{test.MacroAccuracy:P2}** ({Percent(test.Interval95["macroAccuracy"])})");
        string learning = report.LearningCurve.Count == 0 ? "" : Section("## Accuracy against training images", Table(
            ..,
            ["images", "accuracy", "95 % interval", "macro accuracy"],
            report.LearningCurve.Select(point => Cells(
                $"{point.Images}", $"{point.Accuracy:P2}", $"{Percent(point.Interval95)}", $"{point.MacroAccuracy:P2}"))));
        string mistakes = List("## Worst mistakes", [.. Mistakes.Worst(result).Select(pair => Invariant(
            $"`{pair.Image.Path}`: {labels[pair.Image.Predicted]} {pair.Image.Confidence:P1}, is {labels[pair.Image.Actual]}"))], Rest);
        string file = Invariant($"`{model.Path}`, {model.Bytes / 1e6:0.00} MB, SHA-256 `{model.Sha256}`");
        string l2 = model.L2 is null ? "" : Invariant($"; L2 {model.L2}");
        string steps = Invariant($"Decode {time.Decode:0.0} s, features {time.Features:0.0} s, head {time.Head:0.0} s")
            + Invariant($", learning curve {time.LearningCurve:0.0} s, total {time.Total:0.0} s");
        return Invariant($"""
            # Run {report.Run}

            Test accuracy {accuracy} on {test.Images}, macro accuracy {macro}.
            {(result.Config.Head.ClassWeights ? $"\n> {ReportText.ClassWeights}\n" : "")}
            {Table(
                1..,
                ["", "validation", "test"],
                [
                    ["images", Images(report.Validation), Images(test)],
                    .. MetricTable.All.Where(m => test.Values.ContainsKey(m.Name)).Select(m => Cells(
                        $"{m.LongTitle}", $"{m.Format(report.Validation[m.Name])}", $"{m.Format(test[m.Name])}")),
                ])}

            ## Confusion on the test split

            {Table(1.., ["actual \\ predicted", .. labels], labels.Select((label, i) => Counts(label, test.Confusion.Counts[i])))}

            {Table(
                1..,
                ["label", "precision", "recall", "F1", "average precision", "images"],
                labels.Select((label, i) => OfLabel(label, test.PerLabel[label], ThresholdCurve.Of(result.TestImages, i))))}

            ## Confidence

            Accuracy when only the most confident test images are answered:

            {Table(
                ..,
                ["share answered", "lowest confidence", "accuracy"],
                test.Coverage.Select(p => Cells($"{p.Coverage:P0}", $"{p.Confidence:0.000}", $"{p.Accuracy:P2}")))}
            {learning}{mistakes}
            ## Data

            `{report.Data.Path}`, SHA-256 `{report.Data.Sha256}`

            {Table(
                1..,
                ["split", .. labels],
                report.Data.Splits.Select(split =>
                    (string[])[split.Key, .. labels.Select(label => Invariant($"{split.Value.GetValueOrDefault(label)}"))]))}

            {ReportText.LeftOut(report.Data)}
            {Lists(report.Data)}
            ## Model

            {file}; backbone {model.Backbone} (`{model.BackboneSha256[..12]}`){l2}. {Packages(report)}.

            {Table(
                .., ["L2", "log-loss on images left out"], report.Candidates.Select(c => Cells($"{c.L2}", $"{c.LogLoss:0.00000}")))}

            ## Time

            {steps}; {time.CacheHits} views came from the cache.

            Run again, in the folder of the `mlconfig.json` that it came from: `{ReportText.Command(result)}`

            """);
    }

    private static string[] Cells(params FormattableString[] cells) => [.. cells.Select(Invariant)];

    private static string Images(ClassificationMetrics metrics) => metrics.Images.Replace(" images", "", StringComparison.Ordinal);

    private static string[] Counts(string label, IReadOnlyList<double> row) =>
        [label, .. row.Select(count => Invariant($"{count:0.##} ({count / Math.Max(1, row.Sum()):P1})"))];

    private static string[] OfLabel(string label, LabelMetrics m, IReadOnlyList<ThresholdPoint> curve) => Cells(
        $"{label}",
        $"{m.Precision:P2}",
        $"{m.Recall:P2}",
        $"{m.F1:P2}",
        $"{ThresholdCurve.AveragePrecision(curve):0.0000}",
        $"{m.Support:0.##}");

    private static string Lists(DataInfo data) => List("### Notes", data.Notes, Rest)
        + List("### Skipped", [.. data.Skipped.Select(s => $"`{s.Path}`: {s.Reason}")], Rest)
        + List("### Duplicates", [.. data.DuplicateGroups.Select(group => string.Join(" = ", group.Select(path => $"`{path}`")))], Rest)
        + List("### Left out as copies across splits", [.. data.LeaksRemoved.Select(leak => $"`{leak}`")], Rest);

    private static string Packages(RunReport report) =>
        string.Join(", ", report.Packages.Select(package => $"{package.Key} {package.Value}"));
}
