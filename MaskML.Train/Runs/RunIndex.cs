using CsvHelper;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>
/// <c>index.csv</c> in the folder of all runs: one flat row a run, the oldest first. It follows from the run folders: rows of deleted
/// runs go, those of runs that came without it (by a copy, or by a training killed at the last moment) are added. Trainings
/// that end together wait for each other.
/// </summary>
/// <param name="runs">The folder of all runs.</param>
internal sealed class RunIndex(string runs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Path of the file.</summary>
    public string Path => System.IO.Path.Combine(runs, "index.csv");

    /// <summary>Folders of the complete runs, the oldest first; a run that is being written has no name yet and is not among them.</summary>
    public static IReadOnlyList<string> Folders(string runs) => !Directory.Exists(runs) ? [] :
    [
        .. Directory.EnumerateDirectories(runs)
            .Where(folder => RunFolder.IsName(System.IO.Path.GetFileName(folder)) && StoredRun.IsRun(folder))
            .OrderBy(folder => System.IO.Path.GetFileName(folder), StringComparer.Ordinal),
    ];

    /// <summary>Brings the file up to date; runs that cannot be read have no row.</summary>
    /// <param name="warn">Takes a warning if the file cannot be written: the runs themselves are not harmed, and the next call mends it.</param>
    public void Update(Action<string> warn)
    {
        try
        {
            using FileStream held = FileLock.Hold(System.IO.Path.Combine(runs, ".index.lock"), Patience);
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

    /// <summary>Reads a run, or warns of it.</summary>
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

    /// <summary>The rows by run; none if the file is missing, damaged or of another version.</summary>
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
