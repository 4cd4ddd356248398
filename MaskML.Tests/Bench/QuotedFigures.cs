using System.Text.RegularExpressions;
using MaskML.Tests.Support;

namespace MaskML.Tests.Bench;

/// <summary>
/// Updates figures that a page quotes from results, between HTML comments:
/// <c>&lt;!-- bench/results/NAME.md: SHEET --&gt;</c> before a whole table,
/// <c>&lt;!-- bench/results/NAME.md: SHEET | SUBJECT | MEASURE --&gt;</c> before one figure, <c>&lt;!-- / --&gt;</c> after either. The
/// measure is the heading of its column.
/// </summary>
internal static partial class QuotedFigures
{
    /// <summary>The pages that may quote figures: <c>README.md</c> and those in <c>docs</c>.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        Path.Combine(RepositoryFolder.Root, "README.md"),
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs"), "*.md").Order(StringComparer.Ordinal),
    ];

    /// <summary>Number of quotations in a text.</summary>
    public static int Count(string text) => Quotation().Count(text);

    /// <summary>The text with all quotations replaced by the current results.</summary>
    /// <param name="text">The text.</param>
    /// <param name="read">Reads a results file by the path in the quotation.</param>
    /// <exception cref="InvalidDataException">The results do not contain what is quoted.</exception>
    public static string Refresh(string text, Func<string, string> read) => Quotation().Replace(text, match =>
    {
        string file = match.Groups["file"].Value;
        string[] place = match.Groups["place"].Value.Split(" | ");
        string[] table = Table(read(file), place[0])
            ?? throw new InvalidDataException($"{file} has no table `{place[0]}`, which is quoted.");
        string found = place.Length == 1 ? $"\n{string.Join('\n', table)}\n" : Cell(table, place, file);
        return $"<!-- {file}: {match.Groups["place"].Value} -->{found}<!-- / -->";
    });

    private static string[]? Table(string page, string sheet)
    {
        string[] lines = page.Split('\n');
        int at = Array.IndexOf(lines, "## " + sheet);
        string[] table = at < 0 ? [] : [.. lines.Skip(at + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))];
        return table.Length == 0 ? null : table;
    }

    private static string Cell(string[] table, string[] place, string file)
    {
        string[][] cells = [.. table.Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
        int column = Array.IndexOf(cells[0], place[^1]);
        string[]? line = cells.FirstOrDefault(c => c[0] == place[1]);
        return column > 0 && line is not null
            ? line[column]
            : throw new InvalidDataException($"{file}: the table `{place[0]}` has no `{place[1]}` with `{place[^1]}`, which is quoted.");
    }

    [GeneratedRegex("<!-- (?<file>bench/results/[\\w.-]+\\.md): (?<place>[^\\n]+?) -->.*?<!-- / -->", RegexOptions.Singleline)]
    private static partial Regex Quotation();
}
