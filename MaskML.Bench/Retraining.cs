using MaskML.Cli.Configuration;
using MaskML.Predict.Files;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Bench;

/// <summary>Trainings on one data set that share a cache and leave nothing behind.</summary>
internal sealed class Retraining : IDisposable
{
    private readonly ScratchFolder scratch = ScratchFolder.InSystemTemp();
    private readonly LoadedConfig loaded;

    /// <summary>Takes the configuration, with folders of its own for runs and cache.</summary>
    /// <param name="setup">Has the configuration.</param>
    /// <param name="folder">The images.</param>
    /// <param name="sets">Values of the configuration.</param>
    public Retraining(BenchSetup setup, string folder, params (string Key, string? Value)[] sets) => loaded = setup.Load(
    [
        ("data.sources", folder), ("runs", Path.Combine(scratch.Path, "runs")), ("cache.directory", Path.Combine(scratch.Path, "cache")), .. sets,
    ]);

    /// <summary>The configuration.</summary>
    public MaskMLConfig Config => loaded.Config;

    /// <summary>The files, which the system has in its memory from then on.</summary>
    public IReadOnlyList<ImageFile> ReadFiles(CancellationToken stop)
    {
        IReadOnlyList<ImageFile> files = DatasetScanner.Scan(Config.Data, stop).Files;
        foreach (ImageFile file in files)
        {
            File.ReadAllBytes(file.Path);
        }

        return files;
    }

    /// <summary>Trains; the first time cold, then warm.</summary>
    public (RunReport Report, Cost Cost) Train(CancellationToken stop)
    {
        RunReport? report = null;
        Cost cost = Cost.Of(() => report = new TrainRun(loaded.Training, NullProgress.Instance, _ => { }, TimeProvider.System).Run(stop).Report);
        return (report!, cost);
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();
}
