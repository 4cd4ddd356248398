using MaskML.Cli.Configuration;
using MaskML.Predict.Files;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Bench.Training;

/// <summary>Trainings on one data set with a shared temporary cache.</summary>
internal sealed class Retraining : IDisposable
{
    private readonly ScratchFolder scratch = ScratchFolder.InSystemTemp();
    private readonly LoadedConfig loaded;

    /// <summary>Loads the configuration with temporary folders for runs and cache.</summary>
    /// <param name="setup">Loads the configuration.</param>
    /// <param name="folder">The images.</param>
    /// <param name="sets">Further values of the configuration.</param>
    public Retraining(BenchSetup setup, string folder, params (string Key, string? Value)[] sets) => loaded = setup.Load(
    [
        ("data.sources", folder), ("runs", Path.Combine(scratch.Path, "runs")), ("cache.directory", Path.Combine(
            scratch.Path, "cache")), .. sets,
    ]);

    /// <summary>The configuration.</summary>
    public MaskMLConfig Config => loaded.Config;

    /// <summary>Lists the files and reads them once, so that the system caches them.</summary>
    public IReadOnlyList<ImageFile> ReadFiles(CancellationToken cancellationToken)
    {
        IReadOnlyList<ImageFile> files = DatasetScanner.Scan(Config.Data, cancellationToken).Files;
        foreach (ImageFile file in files)
        {
            File.ReadAllBytes(file.Path);
        }

        return files;
    }

    /// <summary>Trains. The first training is cold, later ones are warm.</summary>
    public (RunReport Report, Cost Cost) Train(CancellationToken cancellationToken) => Train(NullProgress.Instance, cancellationToken);

    /// <summary>Trains and reports progress.</summary>
    public (RunReport Report, Cost Cost) Train(IProgressReporter progress, CancellationToken cancellationToken)
    {
        RunReport? report = null;
        Cost cost = Cost.Of(() => report = new TrainRun(
            loaded.Training, progress, _ => { }, TimeProvider.System).Run(cancellationToken).Report);
        return (report!, cost);
    }

    /// <summary>Trains with the program that users start.</summary>
    /// <returns>What it took from the start of its process to its end.</returns>
    /// <exception cref="InputException">It fails.</exception>
    public Task<Cost> TrainAsProgramAsync() => BenchProcess.RunMaskMLAsync(
        "train", "--data", Config.Data.Sources[0], "--set", "runs=" + Config.Runs, "--set", "cache.directory=" + Config.Cache.Directory);

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();
}
