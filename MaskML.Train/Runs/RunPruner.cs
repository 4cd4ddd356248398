using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>Deletes old runs, except those of the live and the previous model.</summary>
/// <param name="runs">The folder of all runs.</param>
/// <param name="live">The live model.</param>
internal sealed class RunPruner(string runs, LiveModelFile live)
{
    /// <summary>Selects the runs to delete: all but the newest and the protected ones.</summary>
    /// <param name="keep">Number of the newest runs to keep.</param>
    /// <param name="warn">Receives a warning for each run that cannot be read; it is kept.</param>
    public IReadOnlyList<StoredRun> Select(int keep, Action<string> warn)
    {
        string?[] kept = [live.Sha256, live.PreviousSha256];
        return [.. RunIndex.Folders(runs).SkipLast(keep)
            .Select(folder => RunIndex.TryRead(folder, warn))
            .OfType<StoredRun>()
            .Where(run => !kept.Contains(run.Report.Model.Sha256) && !kept.Contains(LiveModelFile.HashOf(run.ModelPath)))];
    }

    /// <summary>Deletes runs; each is renamed first, so that none is left incomplete.</summary>
    /// <param name="selected">The runs.</param>
    /// <exception cref="UsageException">A run cannot be deleted.</exception>
    public static void Delete(IEnumerable<StoredRun> selected)
    {
        foreach (StoredRun run in selected)
        {
            FileFault.Explain(
                () => ScratchFolder.Discard(run.Folder), e => new UsageException($"{run.Folder}: cannot be deleted: {e.Message}", e));
        }
    }
}
