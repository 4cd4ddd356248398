using System.Globalization;

namespace MaskML.Bench.Results;

/// <summary>Formats a sheet as a table: a row for each subject, a column for each measure, ratios in parentheses.</summary>
internal static class SheetTable
{
    private const string Against = "ratio against";

    /// <summary>The cells of the table; the first row is the header. Empty if there are no figures.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(BenchSheet sheet)
    {
        if (sheet.Rows.Count == 0)
        {
            return [];
        }

        (string Name, string Unit)[] measures = [.. sheet.Rows.Select(row => (row.Measure, row.Unit)).Distinct()];
        bool ratios = sheet.Rows.Any(row => row.Ratio is not null);
        string[] heads = [.. measures.Select(m => m.Unit.Length == 0 ? m.Name : $"{m.Name}, {m.Unit}")];
        List<IReadOnlyList<string>> table = [["", .. heads, .. ratios ? [Against] : Array.Empty<string>()]];
        foreach (IGrouping<string, BenchRow> subject in sheet.Rows.GroupBy(row => row.Subject))
        {
            IEnumerable<string> cells = measures.Select(m => Cell(subject.SingleOrDefault(row => (row.Measure, row.Unit) == m)));
            string against = string.Join("; ", subject.Select(row => row.Baseline).Where(baseline => baseline is not null).Distinct());
            table.Add([subject.Key, .. cells, .. ratios ? [against] : Array.Empty<string>()]);
        }

        return table;
    }

    /// <summary>The table and the remarks for a terminal.</summary>
    public static string ToText(BenchSheet sheet)
    {
        IReadOnlyList<IReadOnlyList<string>> table = Of(sheet);
        int columns = table.Count == 0 ? 0 : table[0].Count;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => table.Max(line => line[column].Length))];
        IEnumerable<string> lines = table.Select(line => string.Join(
            "  ", line.Select((cell, i) => i == 0 || IsLast(line, i) ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        return string.Join('\n', [$"{sheet.Name}: {sheet.Title}", .. lines, .. sheet.Notes.Select(note => "  " + note)]) + "\n";

        bool IsLast(IReadOnlyList<string> line, int i) => table[0][i] == Against && i == line.Count - 1;
    }

    /// <summary>The table in Markdown.</summary>
    public static string ToMarkdown(BenchSheet sheet)
    {
        IReadOnlyList<IReadOnlyList<string>> table = Of(sheet);
        return table.Count == 0
            ? ""
            : string.Join('\n', [Line(table[0]), Line([.. table[0].Select(_ => "---")]), .. table.Skip(1).Select(Line)]) + "\n";

        static string Line(IReadOnlyList<string> cells) =>
            "|" + string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"));
    }

    /// <summary>Formats a value with four significant digits.</summary>
    public static string Format(double value)
    {
        int decimals = value == Math.Round(value) ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 3);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    private static string Cell(BenchRow? row) => row switch
    {
        null => "",
        { Ratio: { } ratio } => $"{Format(row.Value)} ({Times(ratio)})",
        _ => Format(row.Value),
    };

    private static string Times(double ratio) =>
        ratio.ToString(ratio < 0.1 ? "0.000" : ratio < 10 ? "0.00" : "#,0.0", CultureInfo.InvariantCulture) + "x";
}
