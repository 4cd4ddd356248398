using MaskML.Train.Reports.Html;
using static System.FormattableString;

namespace MaskML.Train.Audit;

/// <summary>An audit as one HTML file with the pictures of its findings.</summary>
/// <param name="report">The findings.</param>
/// <param name="data">The audited data.</param>
/// <param name="maxMegapixels">Largest picture to decode.</param>
internal sealed class AuditPage(AuditReport report, AuditData data, double maxMegapixels)
{
    // The pictures of the names in the report.
    private readonly Dictionary<string, (string Path, Rect? Box)> places = data.Samples
        .Select(sample => KeyValuePair.Create(data.Name(sample), (sample.File.Path, sample.Box)))
        .Concat(data.Files.Select(file => KeyValuePair.Create(data.Name(file.File), (file.File.Path, (Rect?)null))))
        .DistinctBy(picture => picture.Key, StringComparer.Ordinal)
        .ToDictionary(StringComparer.Ordinal);

    private readonly PictureGallery gallery = new(PictureGallery.DefaultMaxPictures, maxMegapixels);

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading of pictures.</param>
    public void Write(string path, CancellationToken cancellationToken) => HtmlPage.Write(
        path,
        $"Audit of {string.Join(", ", report.Data.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))))}",
        Markup.Of($"{report.Images:N0} images in {report.Files:N0} files of {string.Join(", ", report.Data)}."),
        [
            new HtmlSection("Summary", Cards()),
            new HtmlSection("Labels", Labels(cancellationToken)),
            new HtmlSection("Conflicts", Conflicts(cancellationToken)),
            new HtmlSection("Leaks", Leaks(cancellationToken)),
            new HtmlSection("Duplicates", Duplicates(cancellationToken)),
            new HtmlSection("Shortcuts", Shortcuts()),
            new HtmlSection("Outliers", Outliers(cancellationToken)),
            new HtmlSection("Balance", Balance()),
            new HtmlSection("Files", Files()),
        ]);

    private Markup Cards()
    {
        (string Name, int Count)[] cards =
        [
            ("labels likely wrong", report.Labels.Likely),
            ("pictures under several labels", report.Conflicts.Count),
            ("images in another split too", report.Leaks.Files.Count),
            ("copies of another image", report.Duplicates.Copies),
            ("shortcuts to the label", report.Shortcuts.Scores.Count(s => s.Warns)),
            ("unusual images", report.Outliers.Count),
            ("unreadable", report.Unreadable.Count),
        ];
        return Markup.Of($"""
            <div class="cards">
            {cards.Select(card => Markup.Of($"<div class=\"card\"><b>{card.Count:N0}</b><span>{card.Name}</span></div>\n"))}
            </div>
            """);
    }

    private Markup Labels(CancellationToken cancellationToken) => Markup.Of($"""
        <p>Each image was judged by a head, on features of {report.Backbone}, that was fitted to the others.
        {report.Labels.Doubtful:N0} of {report.Labels.Images:N0} have another most probable label. The least probable labels come first;
        check the picture before you change a label.</p>
        {gallery.Of([.. report.Labels.Suspects.Select(Suspect)], cancellationToken)}
        {HtmlTable.OfList("Labels with too few images to be judged", report.Labels.NotJudged)}
        """);

    private GalleryPicture Suspect(SuspectLabel suspect) => Picture(
        suspect.Path,
        $"labelled {suspect.Label}",
        Invariant($"looks like {suspect.Suggested}, {suspect.SuggestedProbability:P1}"),
        suspect.Likely ? "likely wrong" : suspect.SuggestedProbability > suspect.Probability ? "doubtful" : "believed");

    private Markup Conflicts(CancellationToken cancellationToken) => gallery.Of(
        [.. report.Conflicts.SelectMany((conflict, i) =>
            conflict.Images.Select(image => Picture(image.Path, $"labelled {image.Label}", Invariant($"conflict {i + 1}"))))],
        cancellationToken);

    private Markup Leaks(CancellationToken cancellationToken) => report.Leaks.Files.Count == 0 ? Markup.Empty : Markup.Of($"""
        <p>Figures on a split that shares images with training are better than they should be. <code>train</code> leaves the copy in
        training out by itself.</p>
        {HtmlTable.Of(
            ["label", "split", "byte-identical", "near"],
            report.Leaks.Counts.Select(c => (IEnumerable<string>)[c.Label, c.Split, Number(c.Identical), Number(c.Near)]))}
        {gallery.Of(
            [.. report.Leaks.Files.Where(l => l.Split != "train").SelectMany(l => new[]
            {
                Picture(l.Path, l.Split, $"labelled {l.Label}"),
                Picture(l.CopyOf, l.CopySplit, l.Identical ? "the same bytes" : "the same picture"),
            })],
            cancellationToken)}
        """);

    private Markup Duplicates(CancellationToken cancellationToken) => report.Duplicates.Copies == 0 ? Markup.Empty : Markup.Of($"""
        <p>{report.Duplicates.IdenticalCopies:N0} files have the bytes of another, {report.Duplicates.NearCopies:N0} more show the picture
        of another: compressed again, resized, or cropped a little.</p>
        {gallery.Of(
            [.. report.Duplicates.Groups.OrderBy(group => group.Identical).SelectMany((group, i) =>
                group.Files.Select(file => Picture(file, Invariant($"group {i + 1}"), group.Identical ? "byte-identical" : "near")))],
            cancellationToken)}
        {HtmlTable.OfList("All groups", [.. report.Duplicates.Groups.Select(g => string.Join(" = ", g.Files))])}
        """);

    private Markup Shortcuts()
    {
        string[] labels = [.. report.Labels.Thresholds.Keys];
        return report.Shortcuts.Scores.Count == 0 ? Markup.Empty : Markup.Of($"""
            <p>How well boosted trees tell the label of images that they have not seen from these statistics alone. Guessing gives
            {report.Shortcuts.Chance:P0}; above {report.Shortcuts.WarnAbove:P0} a network can learn the style of the sources
            instead of the mask.</p>
            {HtmlTable.Of(
                ["statistics", "balanced accuracy", ""],
                report.Shortcuts.Scores.Select(s => (IEnumerable<Markup>)
                [
                    Markup.Text(s.Name),
                    Markup.Of($"{s.BalancedAccuracy:P1}"),
                    s.Warns ? Markup.Of($"<span class=\"bad\">tells the label</span>") : Markup.Empty,
                ]))}
            <details><summary>Medians</summary>
            {HtmlTable.Of(
                ["statistic", .. labels],
                report.Shortcuts.Scores.SelectMany(s => s.Medians).DistinctBy(m => m.Key).Select(m => (IEnumerable<string>)
                    [m.Key, .. labels.Select(label => m.Value[label].ToString("0.##", CultureInfo.InvariantCulture))]))}
            </details>
            """);
    }

    private Markup Outliers(CancellationToken cancellationToken) => gallery.Of(
        [.. report.Outliers.Select(o => Picture(o.Path, o.Describe(), $"labelled {o.Label}"))], cancellationToken);

    private Markup Balance() => Markup.Of($"""
        {HtmlTable.Of(
            ["label", "split", "images"],
            report.Balance.Counts.Select(c => (IEnumerable<string>)[c.Label, c.Split ?? "none given", Number(c.Count)]))}
        {report.Balance.Problems.Select(problem => Markup.Of($"<p class=\"bad\">{problem}</p>\n"))}
        """);

    private Markup Files() => Markup.Of($"""
        {HtmlTable.OfList("Unreadable", [.. report.Unreadable.Select(s => $"{s.Path}: {s.Reason}")])}
        {HtmlTable.OfList("Excluded", [.. report.Excluded.Select(s => $"{s.Path}: {s.Reason}")])}
        {HtmlTable.OfList("Notes", report.Notes)}
        <p class="note">{data.Files.Select(f => f.File.Source).Distinct().Count()} data folders,
        {report.Files:N0} files that can be used.</p>
        """);

    private GalleryPicture Picture(string name, params IReadOnlyList<string> lines) =>
        new(places[name].Path, places[name].Box, name, lines);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
