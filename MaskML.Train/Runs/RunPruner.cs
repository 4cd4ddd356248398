using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>Deletes old runs, but never one whose model is live or can be gone back to, nor one that is being written.</summary>
/// <param name="runs">The folder of all runs.</param>
/// <param name="live">The live model.</param>
internal sealed class RunPruner(string runs, LiveModelFile live)
{
    /// <summary>The runs that go: all but the newest ones and the protected ones.</summary>
    /// <param name="keep">How many of the newest stay.</param>
    /// <param name="warn">Takes a warning for each run that cannot be read; it stays.</param>
    public IReadOnlyList<StoredRun> Select(int keep, Action<string> warn)
    {
        string?[] kept = [live.Sha256, live.PreviousSha256];
        return [.. RunIndex.Folders(runs).SkipLast(keep)
            .Select(folder => RunIndex.TryRead(folder, warn))
            .OfType<StoredRun>()
            .Where(run => !kept.Contains(run.Report.Model.Sha256, StringComparer.Ordinal) && !kept.Contains(LiveModelFile.HashOf(run.ModelPath), StringComparer.Ordinal))];
    }

    /// <summary>Deletes runs; each disappears whole, and what a killed process leaves behind is swept later.</summary>
    /// <param name="selected">The runs.</param>
    /// <exception cref="UsageException">A run cannot be deleted.</exception>
    public static void Delete(IEnumerable<StoredRun> selected)
    {
        foreach (StoredRun run in selected)
        {
            try
            {
                ScratchFolder.Discard(run.Folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{run.Folder}: cannot be deleted: {e.Message}", e);
            }
        }
    }
}
