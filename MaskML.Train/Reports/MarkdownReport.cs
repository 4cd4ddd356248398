using System.Globalization;
using System.Text;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using static MaskML.Train.Metrics.ClassificationMetrics;

namespace MaskML.Train.Reports;

/// <summary>A run's report as Markdown, for example for a pull request.</summary>
internal static class MarkdownReport
{
    private const int MaxListed = 50;

    /// <summary>The report.</summary>
    public static string Of(RunReport report, RunResult result)
    {
        var text = new StringBuilder();
        IReadOnlyList<string> labels = report.Test.Confusion.Labels;
        Line($"# Run {report.Run}");
        Line($"");
        ClassificationMetrics test = report.Test;
        text.Append(CultureInfo.InvariantCulture, $"Test accuracy **{test.Accuracy:P2}** ");
        text.Append(CultureInfo.InvariantCulture, $"(95 % interval {Percent(test.Interval95["accuracy"])}) ");
        Line($"on {test.Images}, macro accuracy **{test.MacroAccuracy:P2}** ({Percent(test.Interval95["macroAccuracy"])}).");
        Line($"");
        if (result.Config.Head.ClassWeights)
        {
            Line($"> {ReportText.ClassWeights}");
            Line($"");
        }

        Line($"| | validation | test |");
        Line($"|---|---:|---:|");
        Row("images", m => m.Images.Replace(" images", "", StringComparison.Ordinal));
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
            IReadOnlyList<double> row = test.Confusion.Counts[i];
            double sum = Math.Max(1, row.Sum());
            Line($"| {labels[i]} | {string.Join(" | ", row.Select(count => Invariant($"{count:0.##} ({count / sum:P1})")))} |");
        }

        Line($"");
        Line($"| label | precision | recall | F1 | average precision | images |");
        Line($"|---|---:|---:|---:|---:|---:|");
        for (int i = 0; i < labels.Count; i++)
        {
            LabelMetrics m = test.PerLabel[labels[i]];
            double? averagePrecision = ThresholdCurve.AveragePrecision(ThresholdCurve.Of(result.TestImages, i));
            Line($"| {labels[i]} | {m.Precision:P2} | {m.Recall:P2} | {m.F1:P2} | {averagePrecision:0.0000} | {m.Support:0.##} |");
        }

        Line($"");
        Line($"## Confidence");
        Line($"");
        Line($"Accuracy when only the most confident test images are answered:");
        Line($"");
        Line($"| share answered | lowest confidence | accuracy |");
        Line($"|---:|---:|---:|");
        foreach (CoveragePoint point in test.Coverage)
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
        ModelInfo model = report.Model;
        text.Append(CultureInfo.InvariantCulture, $"`{model.Path}`, {model.Bytes / 1e6:0.00} MB, SHA-256 `{model.Sha256}`; ");
        text.Append(CultureInfo.InvariantCulture, $"backbone {model.Backbone} (`{model.BackboneSha256[..12]}`); L2 {model.L2}. ");
        Line($"{string.Join(", ", report.Packages.Select(package => $"{package.Key} {package.Value}"))}.");
        Line($"");
        Line($"| L2 | log-loss on images left out |");
        Line($"|---:|---:|");
        foreach (HeadCandidate candidate in report.Candidates)
        {
            Line($"| {candidate.L2} | {candidate.LogLoss:0.00000} |");
        }

        Line($"");
        Line($"## Time");
        Line($"");
        RunTimings time = report.Timings;
        text.Append(CultureInfo.InvariantCulture, $"Decode {time.Decode:0.0} s, features {time.Features:0.0} s, head {time.Head:0.0} s, ");
        Line($"learning curve {time.LearningCurve:0.0} s, total {time.Total:0.0} s; {time.CacheHits} views came from the cache.");
        Line($"");
        Line($"Run again, in the folder of the `mlconfig.json` that it came from: `{ReportText.Command(result)}`");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Row(string name, Func<ClassificationMetrics, string> value) =>
            Line($"| {name} | {value(report.Validation)} | {value(report.Test)} |");

        void List(string title, IReadOnlyList<string> items, string level = "###")
        {
            if (items.Count == 0)
            {
                return;
            }

            Line($"");
            Line($"{level} {title}");
            Line($"");
            foreach (string item in items.Take(MaxListed))
            {
                Line($"- {item}");
            }

            if (items.Count > MaxListed)
            {
                Line($"- … {items.Count - MaxListed} more in metrics.json");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
