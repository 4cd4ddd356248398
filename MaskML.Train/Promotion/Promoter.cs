using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Comparison;
using MaskML.Train.Runs;

namespace MaskML.Train.Promotion;

/// <summary>Changes the live model: to that of a run, unless it is worse, and back.</summary>
/// <param name="options">The configuration.</param>
/// <param name="progress">Receives the progress of comparisons.</param>
/// <param name="time">The clock.</param>
public sealed class Promoter(TrainOptions options, IProgressReporter progress, TimeProvider time)
{
    /// <summary>The option that names metrics on the command line.</summary>
    internal const string GateOption = "--fail-if-worse";

    private readonly LiveModelFile file = new(options.Model);
    private readonly PromotionLog log = new(options.Model);

    /// <summary>What comparisons call the live model.</summary>
    public string LiveName { get; init; } = options.Model;

    /// <summary>SHA-256 of the live model; null if there is none.</summary>
    public string? LiveSha256 =>
        file.Sha256 ?? (options.ModelIsOptional ? ModelArchive.Hash(ShippedFiles.ReadAllBytes(ShippedFiles.Model)) : null);

    /// <summary>SHA-256 of the model that <see cref="GoBack"/> makes live; null if there is none.</summary>
    public string? PreviousSha256 => file.PreviousSha256;

    /// <summary>Path of the model before the live one.</summary>
    internal string PreviousPath => file.PreviousPath;

    private string LivePath => file.Sha256 is null && options.ModelIsOptional ? ShippedFiles.Model : options.Model;

    /// <summary>The changes of the live model, the latest first.</summary>
    public IReadOnlyList<PromotionRecord> ReadHistory() => log.Read(LiveSha256);

    /// <summary>Compares a run with the live model, on the run's test images or a folder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="on">A folder of labelled images; null for the run's test images.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InputException">There is no live model, or the two cannot be compared.</exception>
    public ModelComparison Compare(StoredRun run, string? on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<Contender> models = new ContenderLoader(options, progress).Load([LivePath, run.Folder], on, cancellationToken);
        return ModelComparison.Of(models[0] with { Name = LiveName }, models[1], cancellationToken);
    }

    /// <summary>Scores the live model on test images.</summary>
    /// <exception cref="InputException">There is no live model, or it cannot be used.</exception>
    internal Contender ScoreLive(RunTestSet test, CancellationToken cancellationToken) =>
        new ContenderLoader(options, progress).OnTest(LivePath, test, cancellationToken) with { Name = LiveName };

    /// <summary>Makes the model of a run the live one and keeps the one before it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="wish">How.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The record of the change; null where the run's model is live already.</returns>
    /// <exception cref="GateException">The model is worse than the live one by more than chance.</exception>
    /// <exception cref="InputException">The run is damaged, or cannot be compared with the live model.</exception>
    /// <exception cref="UsageException">The live model cannot be written, or is a run's own zip.</exception>
    public PromotionRecord? Promote(StoredRun run, PromotionWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(wish);
        using IDisposable held = Hold();
        ModelArchive zip = ReadModel(run);
        string? live = LiveSha256;
        if (live == zip.Sha256)
        {
            return null;
        }

        if (!wish.Force && live is not null)
        {
            ModelComparison comparison = Compare(run, wish.On, cancellationToken);
            wish.Compared?.Invoke(comparison);
            ComparisonGate.Check([comparison], wish.Metrics, GateOption);
        }

        cancellationToken.ThrowIfCancellationRequested();
        string? reason = wish.Reason ?? (wish.Force ? "forced without a comparison" : null);
        return Change(new PromotionRecord(time.GetUtcNow(), wish.Who, "promote", run.Report.Run, zip.Sha256, live, reason), () =>
        {
            if (file.Sha256 is null && options.ModelIsOptional)
            {
                // The shipped model is what `GoBack` goes back to.
                file.Replace(ShippedFiles.ReadAllBytes(ShippedFiles.Model));
            }

            file.Replace(zip.Bytes);
        });
    }

    /// <summary>Makes the model before the live one live again.</summary>
    /// <param name="who">Who wants it, for the history.</param>
    /// <param name="reason">Why; null for no reason.</param>
    /// <exception cref="InputException">There is no model before it, or it is damaged.</exception>
    /// <exception cref="UsageException">The live model cannot be written.</exception>
    public PromotionRecord GoBack(string who, string? reason)
    {
        using IDisposable held = Hold();
        string previous = file.PreviousSha256 ?? throw new InputException(
            $"{file.PreviousPath}: there is no model to go back to. promote keeps the one that it replaces there.");
        return Change(new PromotionRecord(time.GetUtcNow(), who, "back", null, previous, file.Sha256, reason), file.GoBack);
    }

    private IDisposable Hold()
    {
        if (StoredRun.IsRun(Path.GetDirectoryName(LinkTrail.Follow(options.Model).Target)!))
        {
            throw new UsageException($"model {options.Model}: found a run's own zip, which promote would overwrite. Name another file.");
        }

        return file.Hold();
    }

    private PromotionRecord Change(PromotionRecord record, Action change)
    {
        FileFault.Explain(
            () => log.Add(record),
            e => new UsageException($"{log.Path}: the history of the live model cannot be written: {e.Message} The model stays.", e));
        change();
        if (Directory.Exists(options.Runs))
        {
            RunsPage.Update(options.Runs, record.Sha256, _ => { });
        }

        return record;
    }

    // Reads the run's zip and checks that it is the one that the run wrote, and that it loads.
    private static ModelArchive ReadModel(StoredRun run)
    {
        ModelArchive zip = ModelArchive.Read(run.ModelPath);
        if (zip.Sha256 != run.Report.Model.Sha256)
        {
            throw new InputException(
                $"{run.ModelPath}: its SHA-256 is {zip.Sha256}, metrics.json says {run.Report.Model.Sha256}: "
                + "not the model that this run judged. Train again.");
        }

        MaskModel.Load(run.ModelPath).Dispose();
        return zip;
    }
}
