using static System.FormattableString;

namespace MaskML.Train.Reports;

/// <summary>Parts of Markdown texts.</summary>
internal static class MarkdownText
{
    private const int MaxListed = 50;

    /// <summary>A table, without the end of its last line.</summary>
    /// <param name="numbers">The columns with numbers, which are aligned to the right.</param>
    /// <param name="heads">The heads of its columns.</param>
    /// <param name="rows">The cells of its rows.</param>
    public static string Table(System.Range numbers, IReadOnlyList<string> heads, IEnumerable<IEnumerable<string>> rows)
    {
        (int first, int count) = numbers.GetOffsetAndLength(heads.Count);
        string rule = "|" + string.Concat(heads.Select((_, i) => i >= first && i < first + count ? "---:|" : "---|"));
        return string.Join('\n', [Line(heads), rule, .. rows.Select(Line)]);

        static string Line(IEnumerable<string> cells) => "|" + string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"));
    }

    /// <summary>A heading with a list of the first items; empty if there are none.</summary>
    /// <param name="heading">The heading with its marks.</param>
    /// <param name="items">The items.</param>
    /// <param name="where">Where the other items are; may be empty.</param>
    public static string List(string heading, IReadOnlyList<string> items, string where = "") => items.Count == 0 ? "" : Section(
        heading,
        string.Join('\n', items.Take(MaxListed).Select(item => "- " + item))
            + (items.Count > MaxListed ? Invariant($"\n- … {items.Count - MaxListed} more{where}") : ""));

    /// <summary>A heading and the text below it.</summary>
    public static string Section(string heading, string text) => $"\n{heading}\n\n{text}\n";
}
