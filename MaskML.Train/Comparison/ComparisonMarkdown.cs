using System.Globalization;
using System.Text;

namespace MaskML.Train.Comparison;

/// <summary>Comparisons as Markdown, for example for a pull request.</summary>
internal static class ComparisonMarkdown
{
    private const int MaxListed = 50;

    /// <summary>The text.</summary>
    public static string Of(IReadOnlyList<ModelComparison> comparisons)
    {
        var text = new StringBuilder();
        Line("# Comparison of models");
        foreach (ModelComparison c in comparisons)
        {
            Line($"\n## {c.New.Name}\n");
            Line($"{ComparisonText.Summary(c)}.\n");
            Line(string.Concat(c.Remarks.Select(remark => $"> {remark}.\n")));
            Line($"| {string.Join(" | ", ComparisonText.Header)} |");
            Line("|---|---:|---:|---:|---:|---:|---|");
            foreach (MetricDifference metric in c.Metrics)
            {
                Line($"| {string.Join(" | ", ComparisonText.Row(metric))} |");
            }

            List("Configuration", [.. JsonDifference.Of(c.Old.Configuration, c.New.Configuration).Select(ComparisonText.Describe)]);
            List("Data", [.. JsonDifference.Of(c.Old.Data, c.New.Data).Select(ComparisonText.Describe)]);
            List("Only the old one gets right", [.. c.NewlyWrong.Select(i => $"`{c.New.Images[i].Path}`: {Describe(c, i)}")]);
            List("Only the new one gets right", [.. c.NewlyRight.Select(i => $"`{c.New.Images[i].Path}`: {Describe(c, i)}")]);
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void List(string title, IReadOnlyList<string> items)
        {
            if (items.Count > 0)
            {
                Line($"\n### {title}\n");
                Line(string.Join('\n', items.Take(MaxListed).Select(item => "- " + item)));
                Line(items.Count > MaxListed ? string.Create(CultureInfo.InvariantCulture, $"- … {items.Count - MaxListed} more") : "");
            }
        }
    }

    private static string Describe(ModelComparison c, int image) =>
        $"{c.Old.Labels[c.Old.Images[image].Predicted]} → {c.Old.Labels[c.New.Images[image].Predicted]}"
        + (ComparisonText.Mark(c, image) is { Length: > 0 } mark ? $" ({mark})" : "");
}
