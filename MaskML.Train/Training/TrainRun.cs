using System.Diagnostics;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Comparison;
using MaskML.Train.Promotion;
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
    /// <summary>Opens the trainer; tests put another in its place.</summary>
    internal Func<TrainOptions, IProgressReporter, Action<string>, IModelTrainer> OpenTrainer { get; init; } = ModelTrainers.Open;

    /// <summary>Compares the model with the live one, as soon as it is fitted; null compares nothing.</summary>
    public LiveComparison? Live { get; init; }

    /// <summary>Trains and publishes the run folder.</summary>
    /// <param name="cancellationToken">Cancels the training; nothing is then published.</param>
    /// <returns>The report, and the path of the run folder.</returns>
    /// <exception cref="MaskMLException">The configuration, the data or the backbone cannot be used.</exception>
    public (RunReport Report, string Folder) Run(CancellationToken cancellationToken)
    {
        DateTimeOffset started = time.GetUtcNow();
        var total = Stopwatch.StartNew();
        using var folder = new RunFolder(config.Runs, started);
        using IModelTrainer trainer = OpenTrainer(config, progress, warn);
        using ContentCache inspections = ImageInspector.OpenCache(CacheFolder.Of(config.Cache));

        // Decode: every file is read and hashed. A file that no earlier run has seen is decoded, and its features are computed at once.
        var watch = Stopwatch.StartNew();
        var crops = new CropSource(new Cropper(trainer.Backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
        Dataset dataset = DatasetLoader.Load(
            config.Data, config.Seed, inspections, progress, files => trainer.Prepare(files, crops), cancellationToken);
        inspections.Dispose();
        dataset.Warnings.ToList().ForEach(warn);
        RequireHeldOut(dataset);
        double decode = watch.Elapsed.TotalSeconds;

        // Model: what is to be chosen, such as L2, is chosen on the validation split, or by cross-validation on the training split.
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        var ml = new MLContext(config.Seed) { TempFilePath = scratch.Path };
        TrainedModel model = trainer.Fit(ml, dataset, crops, cancellationToken);

        // Metrics: every image has been scored with the fitted model. The test split is used here for the first time.
        bool several = dataset.Samples[^1].File.Source > 0;
        IReadOnlyList<ScoredImage> images = ScoredImage.Weigh(new MadeList<ScoredImage>(dataset.Samples.Count, i =>
        {
            Sample sample = dataset.Samples[i];
            return ScoredImage.Of(sample, SampleNames.Of(sample, several), SampleNames.Of(sample.Split), model.Scores[i]);
        }));
        ClassificationMetrics validation = ClassificationMetrics.Of(dataset.Labels, Of(Split.Validation));
        ClassificationMetrics test = ClassificationMetrics.Of(dataset.Labels, Of(Split.Test));

        var result = new RunResult(
            folder.Name, started, config, dataset, trainer.Backbone, model.L2, model.Candidates, images, validation, test, []);

        // The features are computed and on disk: the memory of the cache is not needed any more.
        trainer.Cache?.Dispose();

        // Live model: scored with these features. Who waits for the comparison does not wait for what follows.
        Live?.Run(result, cancellationToken);

        // Learning curve: fitted again to shares of the training images.
        watch.Restart();
        result = result with { LearningCurve = FitShares(trainer, dataset, model, result.TestImages, test, cancellationToken) };
        double shares = watch.Elapsed.TotalSeconds;

        // Run folder: model, metrics and reports appear together or not at all.
        RunReport report = folder.Publish(() =>
        {
            ModelArchive.Write(ml, model.Model, result.ToManifest(), folder["model.zip"]);
            var timings = new RunTimings(
                decode, model.FeatureSeconds, model.HeadSeconds, shares, total.Elapsed.TotalSeconds, model.CacheHits);
            RunReport whole = RunReport.Of(result, timings, folder["model.zip"]);
            RunFiles.Write(folder, result, whole, warn, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return whole;
        });
        CacheFolder.Close(config.Cache, warn, [.. new[] { trainer.Cache, inspections }.OfType<ContentCache>()]);
        new RunIndex(config.Runs).Update(warn);
        RunsPage.Update(config.Runs, new Promoter(config, progress, time).LiveSha256, warn);
        return (report, folder.FinalPath);

        ScoredImage[] Of(Split split) => [.. ScoredImage.OfSplit(images, split)];
    }

    private static void RequireHeldOut(Dataset dataset)
    {
        foreach (Split split in new[] { Split.Validation, Split.Test })
        {
            if (dataset.Samples.All(sample => sample.Split != split))
            {
                throw new InputException(
                    $"No images are left for {SampleNames.Of(split)}: there are too few, or too many are copies of one another. "
                    + "Add images of each label.");
            }
        }
    }

    private IReadOnlyList<LearningPoint> FitShares(
        IModelTrainer trainer,
        Dataset dataset,
        TrainedModel model,
        IReadOnlyList<ScoredImage> images,
        ClassificationMetrics test,
        CancellationToken cancellationToken)
    {
        if (!config.Report.LearningCurve)
        {
            return [];
        }

        using IProgressPhase phase = progress.Begin("curve", LearningCurve.CountFits);
        return new LearningCurve(dataset.Labels, config.Seed).Run(
            model.Fitted ?? [.. dataset.Samples.Where(sample => sample.Split == Split.Train)],
            images,
            test,
            shares => trainer.FitShares(shares, () => phase.Advance(), cancellationToken));
    }
}
