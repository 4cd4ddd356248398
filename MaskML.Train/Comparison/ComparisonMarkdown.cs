using static MaskML.Train.Reports.MarkdownText;

namespace MaskML.Train.Comparison;

/// <summary>Comparisons as Markdown, for example for a pull request.</summary>
internal static class ComparisonMarkdown
{
    /// <summary>The text.</summary>
    public static string Of(IReadOnlyList<ModelComparison> comparisons) =>
        "# Comparison of models\n" + string.Concat(comparisons.Select(Of));

    private static string Of(ModelComparison c) => Section("## " + c.New.Name, $"""
        {ComparisonText.Summary(c)}.

        {string.Concat(c.Remarks.Select(remark => $"> {remark}.\n"))}
        {Table(1..^1, ComparisonText.Header, c.Metrics.Select(ComparisonText.Row))}
        """)
        + List("### Configuration", [.. JsonDifference.Of(c.Old.Configuration, c.New.Configuration).Select(ComparisonText.Describe)])
        + List("### Data", [.. JsonDifference.Of(c.Old.Data, c.New.Data).Select(ComparisonText.Describe)])
        + List("### Only the old one gets right", [.. c.NewlyWrong.Select(i => $"`{c.New.Images[i].Path}`: {Describe(c, i)}")])
        + List("### Only the new one gets right", [.. c.NewlyRight.Select(i => $"`{c.New.Images[i].Path}`: {Describe(c, i)}")]);

    private static string Describe(ModelComparison c, int image) =>
        $"{c.Old.Labels[c.Old.Images[image].Predicted]} → {c.Old.Labels[c.New.Images[image].Predicted]}"
        + (ComparisonText.Mark(c, image) is { Length: > 0 } mark ? $" ({mark})" : "");
}
