using System.Globalization;
using System.Text;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using static MaskML.Train.Metrics.ClassificationMetrics;

namespace MaskML.Train.Reports;

/// <summary>A run's report as Markdown, such as goes into a pull request.</summary>
internal static class MarkdownReport
{
    private const int MostListed = 50;

    /// <summary>The report.</summary>
    public static string Of(RunReport report, RunResult result)
    {
        var text = new StringBuilder();
        IReadOnlyList<string> labels = report.Test.Confusion.Labels;
        Line($"# Run {report.Run}");
        Line($"");
        Line($"Test accuracy **{report.Test.Accuracy:P2}** (95 % interval {Percent(report.Test.Interval95["accuracy"])}) on {report.Test.Count} images, macro accuracy **{report.Test.MacroAccuracy:P2}** ({Percent(report.Test.Interval95["macroAccuracy"])}).");
        Line($"");
        if (result.Config.Head.ClassWeights)
        {
            Line($"> {ReportText.ClassWeights}");
            Line($"");
        }

        Line($"| | validation | test |");
        Line($"|---|---:|---:|");
        Row("images", m => m.Count.ToString(CultureInfo.InvariantCulture));
        foreach (Metric metric in MetricTable.All)
        {
            Row(metric.LongTitle, m => metric.Format(m[metric.Name]));
        }

        Line($"");
        Line($"## Confusion on the test split");
        Line($"");
        Line($"| actual \\ predicted | {string.Join(" | ", labels)} |");
        Line($"|---|{string.Concat(labels.Select(_ => "---:|"))}");
        for (int i = 0; i < labels.Count; i++)
        {
            IReadOnlyList<int> row = report.Test.Confusion.Counts[i];
            Line($"| {labels[i]} | {string.Join(" | ", row.Select(count => Invariant($"{count} ({(row.Sum() == 0 ? 0 : count / (double)row.Sum()):P1})")))} |");
        }

        Line($"");
        Line($"| label | precision | recall | F1 | average precision | images |");
        Line($"|---|---:|---:|---:|---:|---:|");
        IReadOnlyList<ScoredImage> test = result.TestImages;
        for (int i = 0; i < labels.Count; i++)
        {
            LabelMetrics m = report.Test.PerLabel[labels[i]];
            Line($"| {labels[i]} | {m.Precision:P2} | {m.Recall:P2} | {m.F1:P2} | {ThresholdCurve.AveragePrecision(ThresholdCurve.Of(test, i)):0.0000} | {m.Support} |");
        }

        Line($"");
        Line($"## Confidence");
        Line($"");
        Line($"Accuracy when only the most confident test images are answered:");
        Line($"");
        Line($"| share answered | lowest confidence | accuracy |");
        Line($"|---:|---:|---:|");
        foreach (CoveragePoint point in report.Test.Coverage)
        {
            Line($"| {point.Coverage:P0} | {point.Confidence:0.000} | {point.Accuracy:P2} |");
        }

        if (report.LearningCurve.Count > 0)
        {
            Line($"");
            Line($"## Accuracy against training images");
            Line($"");
            Line($"| images | accuracy | 95 % interval | macro accuracy |");
            Line($"|---:|---:|---:|---:|");
            foreach (LearningPoint point in report.LearningCurve)
            {
                Line($"| {point.Images} | {point.Accuracy:P2} | {Percent(point.Interval95)} | {point.MacroAccuracy:P2} |");
            }
        }

        List("Worst mistakes", [.. Mistakes.Worst(result).Select(pair => Invariant(
            $"`{pair.Image.Path}`: {labels[pair.Image.Predicted]} {pair.Image.Confidence:P1}, is {labels[pair.Image.Actual]}"))], "##");
        Line($"");
        Line($"## Data");
        Line($"");
        Line($"`{report.Data.Path}`, SHA-256 `{report.Data.Sha256}`");
        Line($"");
        Line($"| split | {string.Join(" | ", labels)} |");
        Line($"|---|{string.Concat(labels.Select(_ => "---:|"))}");
        foreach ((string split, IReadOnlyDictionary<string, int> counts) in report.Data.Splits)
        {
            Line($"| {split} | {string.Join(" | ", labels.Select(label => counts.GetValueOrDefault(label)))} |");
        }

        Line($"");
        Line($"{ReportText.LeftOut(report.Data)}");
        List("Notes", report.Data.Notes);
        List("Skipped", [.. report.Data.Skipped.Select(s => $"`{s.Path}`: {s.Reason}")]);
        List("Duplicates", [.. report.Data.DuplicateGroups.Select(group => string.Join(" = ", group.Select(path => $"`{path}`")))]);
        List("Left out as copies across splits", [.. report.Data.LeaksRemoved.Select(leak => $"`{leak}`")]);
        Line($"");
        Line($"## Model");
        Line($"");
        Line($"`{report.Model.Path}`, {report.Model.Bytes / 1e6:0.00} MB, SHA-256 `{report.Model.Sha256}`; backbone {report.Model.Backbone} (`{report.Model.BackboneSha256[..12]}`); L2 {report.Model.L2}. {string.Join(", ", report.Packages.Select(package => $"{package.Key} {package.Value}"))}.");
        Line($"");
        Line($"| L2 | log-loss on images left out |");
        Line($"|---:|---:|");
        foreach (Heads.HeadCandidate candidate in report.Candidates)
        {
            Line($"| {candidate.L2} | {candidate.LogLoss:0.00000} |");
        }

        Line($"");
        Line($"## Time");
        Line($"");
        Line($"Decode {report.Timings.Decode:0.0} s, features {report.Timings.Features:0.0} s, head {report.Timings.Head:0.0} s, learning curve {report.Timings.LearningCurve:0.0} s, total {report.Timings.Total:0.0} s; {report.Timings.CacheHits} views came from the cache.");
        Line($"");
        Line($"Run again, in the folder of the `mlconfig.json` that it came from: `{ReportText.Command(result)}`");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Row(string name, Func<ClassificationMetrics, string> value) => Line($"| {name} | {value(report.Validation)} | {value(report.Test)} |");

        void List(string title, IReadOnlyList<string> items, string level = "###")
        {
            if (items.Count == 0)
            {
                return;
            }

            Line($"");
            Line($"{level} {title}");
            Line($"");
            foreach (string item in items.Take(MostListed))
            {
                Line($"- {item}");
            }

            if (items.Count > MostListed)
            {
                Line($"- … {items.Count - MostListed} more in metrics.json");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
