using MaskML.Train.Reports.Html;

namespace MaskML.Train.Comparison;

/// <summary>Comparisons as one HTML file.</summary>
internal static class ComparisonPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="comparisons">The comparisons, all with the same old model.</param>
    /// <param name="gallery">Shows the images on which the models differ.</param>
    /// <param name="cancellationToken">Cancels the reading of pictures.</param>
    public static void Write(
        string path, IReadOnlyList<ModelComparison> comparisons, PictureGallery gallery, CancellationToken cancellationToken) =>
        HtmlPage.Write(
            path,
            "Comparison of models",
            Markup.Of($"Against {comparisons[0].Old.Name}, on images that both were judged on."),
            comparisons.SelectMany(c => Sections(c, gallery, cancellationToken)));

    private static IEnumerable<HtmlSection> Sections(ModelComparison c, PictureGallery gallery, CancellationToken cancellationToken) =>
    [
        new(c.New.Name, Markup.Of($"""
            <p>{string.Join(". ", [ComparisonText.Summary(c), .. c.Remarks])}.</p>
            {HtmlTable.Of(ComparisonText.Header, c.Metrics.Select(Row))}
            """)),
        new($"Only the old one gets right ({c.NewlyWrong.Count})", Gallery(c, c.NewlyWrong, gallery, cancellationToken)),
        new($"Only the new one gets right ({c.NewlyRight.Count})", Gallery(c, c.NewlyRight, gallery, cancellationToken)),
        new("Differences of configuration", Table(JsonDifference.Of(c.Old.Configuration, c.New.Configuration))),
        new("Differences of data", Table(JsonDifference.Of(c.Old.Data, c.New.Data))),
    ];

    private static IEnumerable<Markup> Row(MetricDifference metric)
    {
        IReadOnlyList<string> cells = ComparisonText.Row(metric);
        string kind = metric.Verdict switch { Verdict.Better => "good", Verdict.Worse => "bad", _ => "note" };
        return [.. cells.SkipLast(1).Select(Markup.Text), Markup.Of($"<span class=\"{kind}\">{cells[^1]}</span>")];
    }

    private static Markup Gallery(
        ModelComparison c, IReadOnlyList<int> images, PictureGallery gallery, CancellationToken cancellationToken) =>
        gallery.Of([.. images.Select(i => Picture(c, i))], cancellationToken);

    private static GalleryPicture Picture(ModelComparison c, int i)
    {
        (ScoredImage old, ScoredImage @new) = (c.Old.Images[i], c.New.Images[i]);
        string? file = c.New.Pictures[i].File ?? c.Old.Pictures[i].File;
        string[] lines = [Answer("new", @new), Answer("old", old), $"is {c.Old.Labels[old.Actual]}", ComparisonText.Mark(c, i)];
        return new GalleryPicture(file, c.New.Pictures[i].Box, @new.Path, lines);

        string Answer(string model, ScoredImage image) =>
            FormattableString.Invariant($"{model}: {c.Old.Labels[image.Predicted]} {image.Confidence:P1}");
    }

    /// <summary>Differences of configuration or data as a table; nothing if there are none.</summary>
    internal static Markup Table(IReadOnlyList<JsonDifference> differences) => differences.Count == 0 ? Markup.Empty
        : HtmlTable.Of(
            ["key", "old", "new"],
            differences.Select(d => (string[])[d.Key, d.Old ?? "", d.New ?? ""]),
            Markup.Of($""" class="text" """));
}
