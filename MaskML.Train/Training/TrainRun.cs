using System.Diagnostics;
using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
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

/// <summary>One training, from folders to a run folder.</summary>
/// <param name="loaded">The configuration.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="warn">Takes warnings.</param>
/// <param name="time">The clock.</param>
public sealed class TrainRun(LoadedConfig loaded, IProgressReporter progress, Action<string> warn, TimeProvider time)
{
    private readonly MaskMLConfig config = loaded.Config;

    /// <summary>Trains and publishes the run folder.</summary>
    /// <param name="cancellation">Stops the training; nothing is then published.</param>
    /// <returns>The report, and where the run folder is.</returns>
    /// <exception cref="MaskMLException">The configuration, the data or the backbone cannot be used.</exception>
    public (RunReport Report, string Folder) Run(CancellationToken cancellation)
    {
        DateTimeOffset started = time.GetUtcNow();
        var total = Stopwatch.StartNew();
        using var folder = new RunFolder(config.Runs, started);
        using Backbone backbone = Backbone.Open(config.Backbone);
        string? cacheRoot = CacheFolder.Of(config.Cache);
        using ContentCache inspections = ImageInspector.OpenCache(cacheRoot);
        using ContentCache features = FeatureExtractor.OpenCache(cacheRoot, backbone);

        // Decode: every file is read and hashed; what no earlier run has seen is decoded, and its crops are cut at once.
        var watch = Stopwatch.StartNew();
        using var crops = new CropSource(new Cropper(backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
        Dataset dataset = DatasetLoader.Load(config.Data, config.Seed, inspections, progress, crops.Offer, cancellation);
        foreach (string warning in dataset.Warnings)
        {
            warn(warning);
        }

        double decode = watch.Elapsed.TotalSeconds;

        // Features: all views of the training images, the plain view of the others.
        watch.Restart();
        var extractor = new FeatureExtractor(backbone, features, new ViewPlan(config.Views, config.Seed), FeatureExtractor.DefaultBatchSize);
        (FeatureTable plain, FeatureTable training) = ExtractAll(extractor, dataset, crops, cancellation);
        double extract = watch.Elapsed.TotalSeconds;
        long hits = features.Hits;

        // Head: the estimator finds all features in the cache.
        watch.Restart();
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        var ml = new MLContext(config.Seed) { TempFilePath = scratch.Path };
        ImageTransferResult trained = FitHead(ml, dataset, crops, features, cancellation);
        double head = watch.Elapsed.TotalSeconds;

        RunResult result = Judge(ml, folder.Name, started, dataset, backbone, plain, trained);

        // Learning curve: the head alone again, on shares of the features that are there.
        watch.Restart();
        result = result with { LearningCurve = FitShares(result, plain, training, cancellation) };
        double shares = watch.Elapsed.TotalSeconds;

        ModelManifest manifest = Manifests.Of(result);
        RunReport report = folder.Publish(() =>
        {
            ModelArchive.Write(ml, trained.Model, manifest, folder["model.zip"]);
            var timings = new RunTimings(decode, extract, head, shares, total.Elapsed.TotalSeconds, hits);
            RunReport whole = RunReport.Of(result, timings, folder["model.zip"]);
            RunFiles.Write(folder, result, whole, warn, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return whole;
        });
        CacheFolder.Close(config.Cache, warn, features, inspections);
        new RunIndex(config.Runs).Update(warn);
        return (report, folder.FinalPath);
    }

    /// <summary>Features of all samples with the plain view alone, in the data set's order, and of the training samples with all their views.</summary>
    private (FeatureTable Plain, FeatureTable Training) ExtractAll(
        FeatureExtractor extractor, Dataset dataset, CropSource crops, CancellationToken cancellation)
    {
        var columns = new FeatureColumns(SampleDataView.Image, null, SampleDataView.Weight, SampleDataView.ImageKey, SampleDataView.Source);
        using IProgressPhase phase = progress.Begin("features", dataset.Samples.Count);
        Sample[] trainingSamples = [.. dataset.Samples.Where(s => s.Split == Split.Train)];
        Sample[] others = [.. dataset.Samples.Where(s => s.Split != Split.Train)];
        FeatureTable trained = extractor.Extract(new SampleDataView(trainingSamples, crops), columns, 1 + config.Views.Count, phase, cancellation);
        FeatureTable held = extractor.Extract(new SampleDataView(others, crops), columns, 1, phase, cancellation);

        FeatureTable training = Labelled(trainingSamples, trained);
        var rows = trainingSamples.Zip(training.Rows).Concat(others.Zip(Labelled(others, held).Rows))
            .ToDictionary<(Sample Sample, FeatureTable.Row Row), object, FeatureTable.Row>(
                pair => pair.Sample, pair => pair.Row with { Features = [pair.Row.Features[0]] }, ReferenceEqualityComparer.Instance);
        return (new FeatureTable(trained.FeatureCount, 1, [.. dataset.Samples.Select(sample => rows[sample])]), training);

        static FeatureTable Labelled(Sample[] samples, FeatureTable table) => table with
        {
            Rows = [.. samples.Zip(table.Rows, (sample, row) => row with { Label = (uint)sample.LabelIndex + 1 })],
        };
    }

    private IReadOnlyList<LearningPoint> FitShares(RunResult result, FeatureTable plain, FeatureTable training, CancellationToken cancellation)
    {
        if (!config.Report.LearningCurve)
        {
            return [];
        }

        using IProgressPhase phase = progress.Begin("curve", LearningCurve.CountFits);
        FeatureTable test = plain with { Rows = [.. plain.Rows.Where((_, i) => result.Dataset.Samples[i].Split == Split.Test)] };
        return new LearningCurve(new HeadTrainer(config.Head, config.Seed), result.Dataset.Labels, config.Seed)
            .Run(training, test, result.L2, result.Test, () => phase.Advance(), cancellation);
    }

    private ImageTransferResult FitHead(MLContext ml, Dataset dataset, CropSource crops, ContentCache features, CancellationToken cancellation)
    {
        using var phase = new HeadProgress(progress);
        var options = new ImageTransferOptions
        {
            Backbone = config.Backbone,
            ExampleWeightColumnName = SampleDataView.Weight,
            ImageKeyColumnName = SampleDataView.ImageKey,
            SourceColumnName = SampleDataView.Source,
            ValidationSet = View(Split.Validation),
            Views = config.Views,
            Head = config.Head,
            Seed = config.Seed,
            Cache = features,
            Cancellation = cancellation,
            MetricsCallback = phase.Report,
        };
        return ml.MulticlassClassification.Trainers.ImageTransfer(ml, options).Train(View(Split.Train));

        SampleDataView View(Split split) => new([.. dataset.Samples.Where(s => s.Split == split)], crops);
    }

    /// <summary>Scores every sample with the fitted model; this is the one time that the test split is looked at.</summary>
    private RunResult Judge(
        MLContext ml, string name, DateTimeOffset started, Dataset dataset, Backbone backbone, FeatureTable plain, ImageTransferResult trained)
    {
        using HeadScorer head = HeadScorer.FromModel(ml, trained.Model, backbone.FeatureCount, trained.Labels, "the trained model");
        ScoredImage[] images = [.. dataset.Samples.Select((sample, i) => new ScoredImage(
            SampleNames.Of(sample, dataset), SampleNames.Of(sample.Split), sample.LabelIndex, head.Score(plain.Rows[i].Features[0])))];
        return new RunResult(
            name,
            started,
            config,
            loaded.Effective,
            dataset,
            new BackboneInfo(backbone.Name, backbone.Sha256, backbone.InputSize, backbone.FeatureCount),
            trained.L2,
            trained.Candidates,
            images,
            MetricsOf(Split.Validation),
            MetricsOf(Split.Test),
            []);

        ClassificationMetrics MetricsOf(Split split) => ClassificationMetrics.Of(trained.Labels, [.. images.Where(image => image.Split == SampleNames.Of(split))]);
    }
}
