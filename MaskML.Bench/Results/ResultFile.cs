using System.Globalization;
using System.Text;
using System.Text.Json;
using MaskML.Predict.Files;

namespace MaskML.Bench.Results;

/// <summary>Writes the results of a machine: a Markdown page, and the same as JSON beside it.</summary>
internal static class ResultFile
{
    /// <summary>Folder of all results, relative to the repository.</summary>
    public const string Folder = "bench/results";

    private const string Explanation =
        "A ratio is the value divided by the value of its baseline; both are from the same process run.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes both files atomically.</summary>
    /// <param name="repository">Folder of the repository.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="quick">Whether it was a quick run.</param>
    /// <param name="sheets">The results.</param>
    /// <returns>Path of the page.</returns>
    public static string Write(string repository, BenchMachine machine, bool quick, IReadOnlyList<BenchSheet> sheets)
    {
        string path = Path.Combine(repository, Folder, machine.FileName + ".md");
        AtomicFile.WriteText(Path.ChangeExtension(path, ".json"), WithoutFolder(JsonSerializer.Serialize(
            new { machine, quick, sheets = sheets.Select(sheet => new { sheet.Name, sheet.Title, sheet.Rows, sheet.Notes }) },
            Json) + "\n"));
        AtomicFile.WriteText(path, WithoutFolder(Page(machine, quick, sheets)));
        return path;

        // Where the repository lies is of this machine alone.
        string WithoutFolder(string text) => text.Replace(repository + '/', "", StringComparison.Ordinal);
    }

    /// <summary>Formats the page.</summary>
    public static string Page(BenchMachine machine, bool quick, IReadOnlyList<BenchSheet> sheets)
    {
        var page = new StringBuilder();
        string packages = string.Join(", ", machine.Packages.Select(package => $"{package.Key} {package.Value}"));
        string commit = machine.Commit is null
            ? "unknown"
            : machine.Commit + (machine.Clean ? "" : ", with changes that are not committed");
        page.Append(CultureInfo.InvariantCulture, $"""
            # {machine.Processor}, {machine.Cores} cores

            Written by `./maskml bench{(quick ? " --quick" : "")}`. {Explanation}

            | | |
            |---|---|
            | date | {machine.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC |
            | commit | {commit} |
            | system | {machine.System}, {machine.MemoryGigabytes:0.#} GB |
            | versions | {packages} |

            """);
        foreach (BenchSheet sheet in sheets)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {sheet.Name}\n{sheet.Title}\n\n{SheetTable.ToMarkdown(sheet)}");
            if (sheet.Notes.Count > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n{string.Join('\n', sheet.Notes.Select(note => "- " + note))}\n");
            }
        }

        return page.ToString();
    }
}
