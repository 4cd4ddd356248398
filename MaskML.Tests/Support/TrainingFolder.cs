using System.Diagnostics;
using System.Text.Json;
using MaskML.Tests.Commands;

namespace MaskML.Tests.Support;

/// <summary>A folder with drawn images and a configuration for the tiny backbone, with the cache and the runs inside.</summary>
internal sealed class TrainingFolder : IDisposable
{
    public static readonly string[] TwoLabels = ["with_mask", "without_mask"];

    private readonly TempFolder folder = new();

    public TrainingFolder(int imagesPerLabel = 20, params string[] labels)
    {
        Patch.Write(Data, imagesPerLabel, labels.Length == 0 ? TwoLabels : labels);
        File.WriteAllText(Config, $$"""
            {
              "runs": "runs",
              "model": "live.zip",
              "backbone": {{JsonSerializer.Serialize(TinyModel.BackbonePath)}},
              "data": { "sources": ["data"] },
              "views": { "count": 2 },
              "cache": { "directory": "cache" }
            }
            """);
    }

    public string Path => folder.Path;

    public string Data => System.IO.Path.Combine(folder.Path, "data");

    public string Config => System.IO.Path.Combine(folder.Path, "mlconfig.json");

    public string Runs => System.IO.Path.Combine(folder.Path, "runs");

    public string Cache => System.IO.Path.Combine(folder.Path, "cache");

    /// <summary>Folders of the runs, the oldest first, with any other entry beside them except the index and its lock.</summary>
    public string[] RunFolders => !Directory.Exists(Runs) ? [] :
    [
        .. Directory.GetFileSystemEntries(Runs)
            .Where(entry => System.IO.Path.GetFileName(entry) is not ("index.csv" or "index.html" or ".index.lock"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Path of a file in the folder; the file itself is not made.</summary>
    public string Place(string relative) => folder.File(relative);

    /// <summary>Trains in this process.</summary>
    public Task<CommandLine> TrainAsync(params string[] args) => CommandLine.TrainAsync(["train", "--config", Config, .. args]);

    /// <summary>Trains in a separate process with its own temporary folder.</summary>
    public Process StartTraining(params string[] args) =>
        TrainProcess.Start(Directory.CreateDirectory(Place("tmp/x")).Parent!.FullName, ["train", "--config", Config, .. args]);

    public void Dispose() => folder.Dispose();
}
