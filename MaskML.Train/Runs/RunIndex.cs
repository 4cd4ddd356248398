using CsvHelper;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>
/// <c>index.csv</c> in the folder of all runs: one row for each run, the oldest first. An update makes it agree with the run folders: it
/// removes the rows of deleted runs and adds those of runs that have none. Concurrent updates wait for each other.
/// </summary>
/// <param name="runs">The folder of all runs.</param>
internal sealed class RunIndex(string runs)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Path of the file.</summary>
    public string Path => System.IO.Path.Combine(runs, "index.csv");

    /// <summary>The folders of complete runs, the oldest first.</summary>
    public static IReadOnlyList<string> Folders(string runs) => !Directory.Exists(runs) ? [] : [.. Directory.EnumerateDirectories(runs)
        .Where(folder => RunFolder.IsName(System.IO.Path.GetFileName(folder)) && StoredRun.IsRun(folder))
        .OrderBy(folder => System.IO.Path.GetFileName(folder), StringComparer.Ordinal)];

    /// <summary>Updates the file; runs that cannot be read have no row.</summary>
    /// <param name="warn">
    /// Receives a warning if the file cannot be written; the runs are not affected, and the next update tries again.
    /// </param>
    public void Update(Action<string> warn)
    {
        try
        {
            using FileStream held = FileLock.Hold(System.IO.Path.Combine(runs, ".index.lock"), LockTimeout);
            string? header = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault() : null;
            if (header?.StartsWith(RunRow.Header[0] + ',', StringComparison.Ordinal) == false)
            {
                warn($"{Path}: found a file that is not the index of runs, and left it as it is. Set `runs` to another folder.");
                return;
            }

            Dictionary<string, string[]> known = Read();
            var rows = new List<IEnumerable<object>>();
            foreach (string folder in Folders(runs))
            {
                if (known.TryGetValue(System.IO.Path.GetFileName(folder), out string[]? row))
                {
                    rows.Add(row);
                }
                else if (TryRead(folder, _ => { }) is { } run)
                {
                    rows.Add(RunRow.Of(run).Values.Select(value => value ?? ""));
                }
            }

            CsvFile.Write(Path, RunRow.Header, rows);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"{Path}: cannot be written: {e.Message}");
        }
    }

    /// <summary>The rows by the names of their columns, the oldest run first.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Rows() => Read().OrderBy(row => row.Key, StringComparer.Ordinal)
        .Select(row => RunRow.Header.Zip(row.Value).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal));

    /// <summary>Reads a run; null with a warning if it cannot be read.</summary>
    public static StoredRun? TryRead(string folder, Action<string> warn)
    {
        try
        {
            return StoredRun.Read(folder);
        }
        catch (InputException e)
        {
            warn(e.Message);
            return null;
        }
    }

    /// <summary>The rows by the name of the run; none if the file is missing, damaged or of another version.</summary>
    private Dictionary<string, string[]> Read()
    {
        var rows = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!File.Exists(Path))
        {
            return rows;
        }

        try
        {
            using CsvReader csv = CsvFile.Open(Path);
            csv.ReadHeader();
            while (csv.Headers.SequenceEqual(RunRow.Header, StringComparer.Ordinal) && csv.Read())
            {
                rows[csv.GetString(0)] = [.. RunRow.Header.Select((_, i) => csv.GetString(i))];
            }
        }
        catch (CsvFormatException)
        {
            rows.Clear();
        }

        return rows;
    }
}
