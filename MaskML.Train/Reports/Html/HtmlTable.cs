namespace MaskML.Train.Reports.Html;

/// <summary>Tables; a table that is wider than the screen scrolls on its own.</summary>
internal static class HtmlTable
{
    /// <summary>A table of a column of text and columns of right-aligned numbers.</summary>
    /// <param name="header">The headings.</param>
    /// <param name="rows">The cells of each row, one for each heading.</param>
    /// <param name="attributes">Attributes of the table, with a space before each.</param>
    public static Markup Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows, Markup attributes = default) =>
        Of(header, rows.Select(row => row.Select(Markup.Text)), attributes);

    /// <summary>A table with HTML in its cells.</summary>
    /// <param name="header">The headings.</param>
    /// <param name="rows">The cells of each row, one for each heading.</param>
    /// <param name="tag">Attributes of the table, with a space before each.</param>
    public static Markup Of(IEnumerable<string> header, IEnumerable<IEnumerable<Markup>> rows, Markup tag = default) => Markup.Of($"""
        <div class="scroll" tabindex="0"><table{tag}>
        <thead><tr>{header.Select(name => Markup.Of($"<th>{name}</th>"))}</tr></thead>
        <tbody>
        {rows.Select(row => Markup.Of($"<tr>{row.Select(cell => Markup.Of($"<td>{cell}</td>"))}</tr>\n"))}
        </tbody>
        </table></div>

        """);

    /// <summary>Names with their values.</summary>
    /// <param name="pairs">The pairs.</param>
    public static Markup OfPairs(IEnumerable<(string Name, string Value)> pairs) => Markup.Of($"""
        <dl>
        {pairs.Select(pair => Markup.Of($"<div><dt>{pair.Name}</dt><dd>{pair.Value}</dd></div>\n"))}
        </dl>

        """);

    /// <summary>A collapsed list; nothing if it is empty.</summary>
    /// <param name="title">The title; the number of items is added.</param>
    /// <param name="items">The items.</param>
    /// <param name="max">Items beyond this number are counted instead of shown.</param>
    public static Markup OfList(string title, IReadOnlyList<string> items, int max = 200) =>
        items.Count == 0 ? Markup.Empty : Markup.Of($"""
        <details><summary>{title} ({items.Count})</summary>
        <ul class="paths">
        {items.Take(max).Select(item => Markup.Of($"<li>{item}</li>\n"))}
        {(items.Count > max ? Markup.Of($"<li>… and {items.Count - max} more</li>\n") : Markup.Empty)}
        </ul></details>

        """);
}
