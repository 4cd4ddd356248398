using System.Diagnostics;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Reports;
using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>One training, from folders of images to a run folder.</summary>
/// <param name="config">The configuration.</param>
/// <param name="progress">Receives the progress.</param>
/// <param name="warn">Receives warnings.</param>
/// <param name="time">The clock.</param>
public sealed class TrainRun(TrainOptions config, IProgressReporter progress, Action<string> warn, TimeProvider time)
{
    /// <summary>Trains and publishes the run folder.</summary>
    /// <param name="cancellationToken">Cancels the training; nothing is then published.</param>
    /// <returns>The report, and the path of the run folder.</returns>
    /// <exception cref="MaskMLException">The configuration, the data or the backbone cannot be used.</exception>
    public (RunReport Report, string Folder) Run(CancellationToken cancellationToken)
    {
        DateTimeOffset started = time.GetUtcNow();
        var total = Stopwatch.StartNew();
        using var folder = new RunFolder(config.Runs, started);
        using Backbone backbone = Backbone.Open(config.Backbone);
        string? cacheRoot = CacheFolder.Of(config.Cache);
        using ContentCache inspections = ImageInspector.OpenCache(cacheRoot);
        using ContentCache cache = FeatureExtractor.OpenCache(cacheRoot, backbone);

        // Decode: every file is read and hashed. A file that no earlier run has seen is decoded too, and its crops are cut at once.
        var watch = Stopwatch.StartNew();
        using var crops = new CropSource(new Cropper(backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
        Dataset dataset = DatasetLoader.Load(config.Data, config.Seed, inspections, progress, crops.Offer, cancellationToken);
        dataset.Warnings.ToList().ForEach(warn);
        RequireHeldOut(dataset);
        double decode = watch.Elapsed.TotalSeconds;

        // Features: all views of the training images, the plain view of the others.
        watch.Restart();
        SampleFeatures features = Extract(backbone, cache, dataset, crops, cancellationToken);
        double extract = watch.Elapsed.TotalSeconds;
        long hits = cache.Hits;

        // Head: L2 is chosen on the validation split, or by cross-validation on the training split.
        watch.Restart();
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        var ml = new MLContext(config.Seed) { TempFilePath = scratch.Path };
        ImageTransferResult model = Fit(ml, backbone, features, cancellationToken);
        double head = watch.Elapsed.TotalSeconds;

        // Metrics: every image is scored with the fitted model. The test split is used here for the first time.
        IReadOnlyList<ScoredImage> images = Score(ml, model, backbone, features);
        ClassificationMetrics validation = ClassificationMetrics.Of(dataset.Labels, Of(Split.Validation));
        ClassificationMetrics test = ClassificationMetrics.Of(dataset.Labels, Of(Split.Test));

        // Learning curve: the head alone again, on shares of the training images.
        watch.Restart();
        IReadOnlyList<LearningPoint> curve = FitShares(features, model.L2, Of(Split.Test), test, cancellationToken);
        double shares = watch.Elapsed.TotalSeconds;

        // Run folder: model, metrics and reports appear together or not at all.
        var info = new BackboneInfo(backbone.Name, backbone.Sha256, backbone.InputSize, backbone.FeatureCount);
        var result = new RunResult(
            folder.Name, started, config, dataset, info, model.L2, model.Candidates, images, validation, test, curve);
        RunReport report = folder.Publish(() =>
        {
            ModelArchive.Write(ml, model.Model, result.ToManifest(), folder["model.zip"]);
            var timings = new RunTimings(decode, extract, head, shares, total.Elapsed.TotalSeconds, hits);
            RunReport whole = RunReport.Of(result, timings, folder["model.zip"]);
            RunFiles.Write(folder, result, whole, warn, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return whole;
        });
        CacheFolder.Close(config.Cache, warn, cache, inspections);
        new RunIndex(config.Runs).Update(warn);
        return (report, folder.FinalPath);

        ScoredImage[] Of(Split split) => [.. images.Where(image => image.Split == SampleNames.Of(split))];
    }

    private static void RequireHeldOut(Dataset dataset)
    {
        foreach (Split split in new[] { Split.Validation, Split.Test })
        {
            if (dataset.Samples.All(sample => sample.Split != split))
            {
                throw new InputException(
                    $"No images are left for {SampleNames.Of(split)}: too many are copies of one another. Add images of each label.");
            }
        }
    }

    private SampleFeatures Extract(
        Backbone backbone, ContentCache cache, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        var plan = new ViewPlan(config.Views, config.Seed);
        var extractor = new FeatureExtractor(backbone, cache, plan, FeatureExtractor.DefaultBatchSize);
        using IProgressPhase phase = progress.Begin("features", dataset.Samples.Count);
        return SampleFeatures.Extract(extractor, dataset, crops, config.Views.Count, phase, cancellationToken);
    }

    private ImageTransferResult Fit(MLContext ml, Backbone backbone, SampleFeatures features, CancellationToken cancellationToken)
    {
        IProgressPhase? phase = null;
        var options = new ImageTransferOptions
        {
            Head = config.Head,
            Seed = config.Seed,
            CancellationToken = cancellationToken,
            MetricsCallback = metrics => (phase ??= progress.Begin("head", metrics.Total ?? 0)).Advance(),
        };
        try
        {
            return TransferLearning.Train(
                ml, backbone, features.Training, features[Split.Validation], features.Dataset.Labels, options);
        }
        finally
        {
            phase?.Dispose();
        }
    }

    private static IReadOnlyList<ScoredImage> Score(MLContext ml, ImageTransferResult model, Backbone backbone, SampleFeatures features)
    {
        Dataset data = features.Dataset;
        using HeadScorer head = HeadScorer.FromModel(ml, model.Model, backbone.FeatureCount, model.Labels, "the trained model");
        return ScoredImage.Weigh([.. data.Samples.Zip(features.Plain.Rows, (sample, row) => ScoredImage.Of(
            sample, SampleNames.Of(sample, data), SampleNames.Of(sample.Split), head.Score(row.Features[0])))]);
    }

    private IReadOnlyList<LearningPoint> FitShares(
        SampleFeatures features, double l2, ScoredImage[] images, ClassificationMetrics test, CancellationToken cancellationToken)
    {
        if (!config.Report.LearningCurve)
        {
            return [];
        }

        using IProgressPhase phase = progress.Begin("curve", LearningCurve.CountFits);
        return new LearningCurve(new HeadTrainer(config.Head, config.Seed), features.Dataset.Labels, config.Seed)
            .Run(features.Training, features[Split.Test], images, l2, test, () => phase.Advance(), cancellationToken);
    }
}
