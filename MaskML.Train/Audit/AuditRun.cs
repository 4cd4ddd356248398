using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Features;
using MaskML.Train.Runs;

namespace MaskML.Train.Audit;

/// <summary>One audit, from folders to a report. The folders are not changed.</summary>
/// <param name="config">The configuration.</param>
/// <param name="wrongAbove">A label counts as wrong if another label has at least this probability.</param>
/// <param name="progress">Receives the progress.</param>
/// <param name="warn">Receives warnings.</param>
internal sealed class AuditRun(TrainOptions config, double wrongAbove, IProgressReporter progress, Action<string> warn)
{
    /// <summary>Audits the configured folders.</summary>
    /// <param name="cancellationToken">Cancels the audit.</param>
    /// <returns>The report, and the data that its names refer to.</returns>
    /// <exception cref="MaskMLException">A folder or the backbone cannot be used, or no image can.</exception>
    public (AuditReport Report, AuditData Data) Run(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> sources = config.SourceNames;
        using Backbone backbone = Backbone.Open(config.Backbone);
        string? cacheRoot = CacheFolder.Of(config.Cache);
        using ContentCache inspections = ImageInspector.OpenCache(cacheRoot);
        using ContentCache measured = StatisticsReader.OpenCache(cacheRoot);
        using ContentCache features = FeatureExtractor.OpenCache(cacheRoot, backbone);

        // Which files there are, and which of them can be used.
        var exclusions = new Exclusions(config.Data);
        ScanResult scan = exclusions.Apply(DatasetScanner.Scan(config.Data, cancellationToken));
        var inspector = new ImageInspector(config.Data, inspections, progress);
        Inspection inspection = inspector.Inspect(scan.Files, null, cancellationToken);
        (IReadOnlyList<InspectedFile> files, int[] kept) = exclusions.Apply(inspection.Files);
        inspection = inspection with { Files = files, Fingerprints = [.. kept.Select(i => inspection.Fingerprints[i])] };
        foreach (string warning in exclusions.Warnings)
        {
            warn(warning);
        }

        SkippedFile[] unreadable = [.. scan.Skipped, .. inspection.Skipped];
        if (inspection.Files.Count == 0)
        {
            throw new InputException(
                $"None of the images of {string.Join(", ", sources)} can be used: {unreadable.Length} cannot be read, "
                + $"{exclusions.Excluded.Count} are excluded.");
        }

        // Which files are copies of one another.
        int[] groups = DuplicateFinder.Find(inspection, cancellationToken);
        AuditData data = AuditData.Of(inspection.Files, groups);

        // Statistics and features of each image.
        var crops = new CropSource(new Cropper(backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
        var extractor = FeatureExtractor.OfPlainViews(backbone, features);
        SampleStatistics[] statistics = new StatisticsReader(
            crops, measured, progress, (file, picture) => extractor.Prepare(crops, file, picture, 1)).Read(data, cancellationToken);
        FeatureTable table;
        using (IProgressPhase phase = progress.Begin("features", data.Samples.Count))
        {
            table = extractor.Extract(new SampleRows(data.Samples, crops), 1, phase, cancellationToken);
        }

        // The checks. Labels and shortcuts are judged by models that have not seen the image.
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
            new LabelCheck(config.Head, config.Seed, wrongAbove, progress).Run(data, plan, table, cancellationToken),
            BalanceCheck.Run(data),
            OutlierCheck.Run(data, statistics),
            new ShortcutCheck(config.Seed, progress).Run(plan, statistics, cancellationToken));
        CacheFolder.Close(config.Cache, warn, features, measured, inspections);
        return (report, data);
    }
}
