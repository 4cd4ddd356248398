using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;

namespace MaskML.Train.Runs;

/// <summary>A run read from its folder.</summary>
/// <param name="Folder">Path of the folder.</param>
/// <param name="Report">Its report.</param>
/// <param name="Configuration">The configuration that it was trained with.</param>
public sealed record StoredRun(string Folder, RunReport Report, JsonObject Configuration)
{
    private const int FirstLabelColumn = 4;

    private static readonly string[] FileNames =
    [
        "model.zip", "metrics.json", "classification_report.json", "predictions.csv", "config.json", "report.md", "report.html", "dvc.yaml",
    ];

    /// <summary>Path of the model zip.</summary>
    public string ModelPath => Path.Combine(Folder, Report.Model.Path);

    /// <summary>The labels in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => Report.Test.Confusion.Labels;

    /// <summary>Hash of the test split; runs with the same hash can be compared image by image.</summary>
    public string TestSha256 => Report.Data.SplitSha256[SampleNames.Of(Data.Split.Test)];

    /// <summary>Whether a folder is that of a complete run.</summary>
    internal static bool IsRun(string folder) => File.Exists(Path.Combine(folder, "metrics.json"));

    /// <summary>Finds a run by its path or by its name.</summary>
    /// <param name="text">The path of the folder, or its name in the folder of all runs.</param>
    /// <param name="runs">The folder of all runs.</param>
    /// <exception cref="InputException">There is no such run, or it cannot be read.</exception>
    public static StoredRun Find(string text, string runs)
    {
        string named = Path.Combine(runs, text);
        return IsRun(text) ? Read(text) : IsRun(named) ? Read(named) : throw new InputException(
            $"{text}: no such run. Expected the folder of a run, or the name of one in {runs}; `./maskml runs list` shows them.");
    }

    /// <summary>Names of the complete runs in a folder, the newest first.</summary>
    /// <param name="runs">The folder of all runs.</param>
    public static IEnumerable<string> Names(string runs) => RunIndex.Folders(runs).Select(folder => Path.GetFileName(folder)).Reverse();

    /// <summary>Finds a run by its name alone, for names from elsewhere; null if there is none that can be read.</summary>
    /// <param name="name">The name of its folder.</param>
    /// <param name="runs">The folder of all runs.</param>
    public static StoredRun? TryFind(string name, string runs) =>
        RunFolder.IsName(name) && IsRun(Path.Combine(runs, name)) ? RunIndex.TryRead(Path.Combine(runs, name), _ => { }) : null;

    /// <summary>The files of a run that is named by its path or its name, and a zip in place of a run.</summary>
    internal static IEnumerable<string> Files(string text, string runs) =>
        new[] { text, Path.Combine(runs, text) }.SelectMany(folder => FileNames.Select(name => Path.Combine(folder, name))).Append(text);

    /// <summary>Reads the configuration of a run; null if it cannot be read.</summary>
    internal static JsonObject? TryReadConfiguration(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json"))) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">A file is missing, damaged, or of another version.</exception>
    public static StoredRun Read(string folder)
    {
        string at = Path.Combine(folder, "metrics.json");
        try
        {
            RunReport? report = JsonSerializer.Deserialize<RunReport>(File.ReadAllBytes(at), ReportJson.Options);
            if (report is not { Run: not null, Model: not null, Test: not null, Timings: not null }
                || report.Data is not { SplitSha256: { } hashes, Splits: { } splits }
                || !hashes.ContainsKey("test") || !splits.ContainsKey("train"))
            {
                throw new InputException(
                    $"{at}: not the metrics of a run of this version. Train again, or score its model.zip with --on DIR.");
            }

            at = Path.Combine(folder, "config.json");
            return new StoredRun(Path.GetFullPath(folder), report, JsonNode.Parse(File.ReadAllBytes(at))!.AsObject());
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new InputException($"{at}: cannot be read: {e.Message} The run is damaged; train again.", e);
        }
    }

    /// <summary>Reads the scored images of the test split.</summary>
    /// <exception cref="InputException"><c>predictions.csv</c> is missing or damaged.</exception>
    public IReadOnlyList<ScoredImage> ReadTest() => ReadPredictions().Test;

    /// <summary>Reads the scored images of the test split, and the contents of the images of the other two.</summary>
    /// <exception cref="InputException"><c>predictions.csv</c> is missing or damaged.</exception>
    internal (IReadOnlyList<ScoredImage> Test, IReadOnlySet<string> Trained) ReadPredictions()
    {
        string path = Path.Combine(Folder, "predictions.csv");
        try
        {
            List<string> labels = [.. Labels];
            int last = FirstLabelColumn + labels.Count;
            var images = new List<ScoredImage>();
            var trained = new HashSet<string>(StringComparer.Ordinal);
            using CsvReader csv = CsvFile.Open(path);
            while (csv.Read())
            {
                // Runs of earlier versions lack the last two columns.
                bool hasContent = csv.FieldCount > last;
                if (csv.GetString(1) != SampleNames.Of(Data.Split.Test))
                {
                    trained.Add(hasContent ? csv.GetString(last) : "");
                    continue;
                }

                float[] scores =
                    [.. labels.Select((_, i) => float.Parse(csv.GetString(FirstLabelColumn + i), CultureInfo.InvariantCulture))];
                int actual = labels.IndexOf(csv.GetString(2));
                images.Add(actual >= 0
                    ? new ScoredImage(csv.GetString(0), "test", actual, scores)
                    {
                        Content = hasContent ? csv.GetString(last) : "",
                        Group = hasContent ? int.Parse(csv.GetString(last + 1), CultureInfo.InvariantCulture) : -1,
                    }
                    : throw new FormatException($"unknown label {csv.GetString(2)}"));
            }

            trained.Remove("");
            return images.Count == Report.Test.Count
                ? (ScoredImage.Weigh(images), trained)
                : throw new FormatException($"{images.Count} test images, metrics.json says {Report.Test.Count}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or CsvFormatException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}. The run is damaged; train again.", e);
        }
    }
}
