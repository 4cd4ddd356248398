using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Training;

namespace MaskML.Train.Audit;

/// <summary>One audit, from folders to a report. Nothing in the folders is changed.</summary>
/// <param name="config">Folders, labels to map, limits, backbone and cache.</param>
/// <param name="wrongAbove">From this probability of another label on a label counts as wrong.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="warn">Takes warnings.</param>
internal sealed class AuditRun(TrainOptions config, double wrongAbove, IProgressReporter progress, Action<string> warn)
{
    /// <summary>Audits the configured folders.</summary>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The report, and the data that its names stand for.</returns>
    /// <exception cref="MaskMLException">A folder or the backbone cannot be used, or no image can.</exception>
    public (AuditReport Report, AuditData Data) Run(CancellationToken cancellation)
    {
        string[] sources = [.. config.Effective["data"]!["sources"]!.AsArray().Select(source => source!.GetValue<string>())];
        using Backbone backbone = Backbone.Open(config.Backbone);
        string? cacheRoot = CacheFolder.Of(config.Cache);
        using ContentCache inspections = ImageInspector.OpenCache(cacheRoot);
        using ContentCache measured = StatisticsReader.OpenCache(cacheRoot);
        using ContentCache features = FeatureExtractor.OpenCache(cacheRoot, backbone);

        // What is there, and what of it can be used.
        var exclusions = new Exclusions(config.Data);
        ScanResult scan = exclusions.Apply(DatasetScanner.Scan(config.Data, cancellation));
        Inspection inspection = exclusions.Apply(new ImageInspector(config.Data, inspections, progress).Inspect(scan.Files, null, cancellation));
        foreach (string warning in exclusions.Warnings)
        {
            warn(warning);
        }

        SkippedFile[] unreadable = [.. scan.Skipped, .. inspection.Skipped];
        if (inspection.Files.Count == 0)
        {
            throw new InputException(
                $"None of the images of {string.Join(", ", sources)} can be used: {unreadable.Length} cannot be read, {exclusions.Excluded.Count} are excluded.");
        }

        // Who is a copy of whom.
        int[] groups = DuplicateFinder.Find([.. inspection.Files.Select(f => (f.ContentHash, f.Fingerprint))], cancellation);
        AuditData data = AuditData.Of(inspection.Files, groups);

        // What each image is like: figures of its style, and what the backbone sees in it.
        using var crops = new CropSource(new Cropper(backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
        SampleStatistics[] statistics = new StatisticsReader(crops, measured, progress).Read(data, cancellation);
        FeatureTable table;
        using (IProgressPhase phase = progress.Begin("features", data.Samples.Count))
        {
            table = FeatureExtractor.ExtractPlain(backbone, features, data.Samples, crops, phase, cancellation);
        }

        // Whether labels can be believed, and whether they can be told without looking.
        FoldPlan plan = FoldPlan.Of(data, config.Seed);
        var report = new AuditReport(
            sources,
            data.Files.Count,
            data.Samples.Count,
            backbone.Name,
            [.. scan.Notes, .. inspection.Notes],
            [.. exclusions.Excluded.Select(s => new SkippedInfo(s.RelativePath, s.Reason))],
            [.. unreadable.Select(s => new SkippedInfo(s.RelativePath, s.Reason))],
            DuplicateCheck.Run(data),
            LeakCheck.Run(data),
            ConflictCheck.Run(data),
            new LabelCheck(config.Head, config.Seed, wrongAbove, progress).Run(data, plan, table, cancellation),
            BalanceCheck.Run(data),
            OutlierCheck.Run(data, statistics),
            new ShortcutCheck(config.Seed, progress).Run(data, plan, statistics, cancellation));
        CacheFolder.Close(config.Cache, warn, features, measured, inspections);
        return (report, data);
    }
}
