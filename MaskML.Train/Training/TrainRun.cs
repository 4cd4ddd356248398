using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;
using MaskML.Train.Reports;
using MaskML.Train.Runs;
using Microsoft.ML;

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
        var extractor = new FeatureExtractor(backbone, cache, new ViewPlan(config.Views, config.Seed), FeatureExtractor.DefaultBatchSize);
        SampleFeatures features = Extract(extractor, dataset, crops, cancellationToken);
        double extract = watch.Elapsed.TotalSeconds;
        long hits = cache.Hits;

        // Head: L2 is chosen on the validation split, or by cross-validation on the training split.
        watch.Restart();
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        var ml = new MLContext(config.Seed) { TempFilePath = scratch.Path };
        ImageTransferResult model = Fit(ml, backbone, dataset, features, cancellationToken);
        double head = watch.Elapsed.TotalSeconds;

        // Metrics: every image is scored with the fitted model. The test split is used here for the first time.
        ScoredImage[] images = Score(ml, model, backbone, dataset, features);
        ClassificationMetrics test = MetricsOf(images, Split.Test, dataset);

        // Learning curve: the head alone again, on shares of the training images.
        watch.Restart();
        IReadOnlyList<LearningPoint> curve = FitShares(dataset, features, model.L2, test, cancellationToken);
        double shares = watch.Elapsed.TotalSeconds;

        // Run folder: model, metrics and reports appear together or not at all.
        var info = new BackboneInfo(backbone.Name, backbone.Sha256, backbone.InputSize, backbone.FeatureCount);
        var result = new RunResult(
            folder.Name, started, config, config.Effective, dataset, info, model.L2, model.Candidates, images, MetricsOf(images, Split.Validation, dataset), test, curve);
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
    }

    private static void RequireHeldOut(Dataset dataset)
    {
        foreach (Split split in new[] { Split.Validation, Split.Test })
        {
            if (dataset.Samples.All(sample => sample.Split != split))
            {
                throw new InputException($"No images are left for {SampleNames.Of(split)}: all others are copies of one another. Add images.");
            }
        }
    }

    private SampleFeatures Extract(FeatureExtractor extractor, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        using IProgressPhase phase = progress.Begin("features", dataset.Samples.Count);
        Sample[] training = [.. dataset.Samples.Where(s => s.Split == Split.Train)];
        Sample[] others = [.. dataset.Samples.Where(s => s.Split != Split.Train)];
        return SampleFeatures.Of(dataset, Extract(training, 1 + config.Views.Count), Extract(others, 1));

        FeatureTable Extract(Sample[] samples, int views)
        {
            var columns = new FeatureColumns(SampleDataView.Image, null, SampleDataView.Weight, SampleDataView.ImageKey, SampleDataView.Source);
            FeatureTable table = extractor.Extract(new SampleDataView(samples, crops), columns, views, phase, cancellationToken);
            return table with { Rows = [.. samples.Zip(table.Rows, (sample, row) => row with { Label = (uint)sample.LabelIndex + 1 })] };
        }
    }

    private ImageTransferResult Fit(MLContext ml, Backbone backbone, Dataset dataset, SampleFeatures features, CancellationToken cancellationToken)
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
            return TransferLearning.Train(ml, backbone, features.Training, features.Of(Split.Validation, dataset), dataset.Labels, options);
        }
        finally
        {
            phase?.Dispose();
        }
    }

    private static ScoredImage[] Score(MLContext ml, ImageTransferResult model, Backbone backbone, Dataset dataset, SampleFeatures features)
    {
        using HeadScorer head = HeadScorer.FromModel(ml, model.Model, backbone.FeatureCount, model.Labels, "the trained model");
        return [.. dataset.Samples.Select((sample, i) => new ScoredImage(
            SampleNames.Of(sample, dataset), SampleNames.Of(sample.Split), sample.LabelIndex, head.Score(features.Plain.Rows[i].Features[0])))];
    }

    private static ClassificationMetrics MetricsOf(ScoredImage[] images, Split split, Dataset dataset) =>
        ClassificationMetrics.Of(dataset.Labels, [.. images.Where(image => image.Split == SampleNames.Of(split))]);

    private IReadOnlyList<LearningPoint> FitShares(
        Dataset dataset, SampleFeatures features, double l2, ClassificationMetrics test, CancellationToken cancellationToken)
    {
        if (!config.Report.LearningCurve)
        {
            return [];
        }

        using IProgressPhase phase = progress.Begin("curve", LearningCurve.CountFits);
        return new LearningCurve(new HeadTrainer(config.Head, config.Seed), dataset.Labels, config.Seed)
            .Run(features.Training, features.Of(Split.Test, dataset), l2, test, () => phase.Advance(), cancellationToken);
    }

    /// <summary>Features of a data set.</summary>
    /// <param name="Plain">The plain view of all samples, in the data set's order.</param>
    /// <param name="Training">All views of the training samples.</param>
    private sealed record SampleFeatures(FeatureTable Plain, FeatureTable Training)
    {
        /// <summary>Combines the tables of the training samples and of all others, both in the data set's order.</summary>
        public static SampleFeatures Of(Dataset dataset, FeatureTable training, FeatureTable others)
        {
            (int trained, int held) = (0, 0);
            FeatureTable.Row[] rows = [.. dataset.Samples.Select(s => s.Split == Split.Train ? training.Rows[trained++] : others.Rows[held++])];
            return new SampleFeatures(
                training with { Views = 1, Rows = [.. rows.Select(row => row with { Features = [row.Features[0]] })] }, training);
        }

        /// <summary>The plain view of a split's samples.</summary>
        public FeatureTable Of(Split split, Dataset dataset) =>
            Plain with { Rows = [.. Plain.Rows.Where((_, i) => dataset.Samples[i].Split == split)] };
    }
}
