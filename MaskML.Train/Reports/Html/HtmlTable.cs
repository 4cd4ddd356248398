namespace MaskML.Train.Reports.Html;

/// <summary>Tables; one that is wider than a phone scrolls by itself.</summary>
internal static class HtmlTable
{
    /// <summary>A table whose first column is text and whose others are numbers, right-aligned.</summary>
    /// <param name="header">The headings.</param>
    /// <param name="rows">The cells of each row, as many as there are headings.</param>
    public static Markup Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        Of(header, rows.Select(row => row.Select(Markup.Text)));

    /// <summary>The same with pieces of HTML in the cells.</summary>
    /// <param name="header">The headings.</param>
    /// <param name="rows">The cells of each row, as many as there are headings.</param>
    public static Markup Of(IEnumerable<string> header, IEnumerable<IEnumerable<Markup>> rows) => Markup.Of($"""
        <div class="scroll"><table>
        <thead><tr>{header.Select(name => Markup.Of($"<th>{name}</th>"))}</tr></thead>
        <tbody>
        {rows.Select(row => Markup.Of($"<tr>{row.Select(cell => Markup.Of($"<td>{cell}</td>"))}</tr>\n"))}
        </tbody>
        </table></div>

        """);

    /// <summary>Names with their values, texts both.</summary>
    /// <param name="pairs">The pairs.</param>
    public static Markup OfPairs(IEnumerable<(string Name, string Value)> pairs) => Markup.Of($"""
        <dl>
        {pairs.Select(pair => Markup.Of($"<div><dt>{pair.Name}</dt><dd>{pair.Value}</dd></div>\n"))}
        </dl>

        """);

    /// <summary>A list that is folded up where it is long.</summary>
    /// <param name="title">What is listed; its number is added.</param>
    /// <param name="items">The items; an empty list gives nothing.</param>
    /// <param name="most">More than this are counted instead of shown.</param>
    public static Markup OfList(string title, IReadOnlyList<string> items, int most = 200) => items.Count == 0 ? Markup.Empty : Markup.Of($"""
        <details><summary>{title} ({items.Count})</summary>
        <ul class="paths">
        {items.Take(most).Select(item => Markup.Of($"<li>{item}</li>\n"))}
        {(items.Count > most ? Markup.Of($"<li>… and {items.Count - most} more</li>\n") : Markup.Empty)}
        </ul></details>

        """);
}
