using System.Diagnostics;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>The default trainer: a head on the features of a frozen ONNX backbone, which are cached.</summary>
internal sealed class ImageTransferModelTrainer : IModelTrainer
{
    private readonly TrainOptions config;
    private readonly IProgressReporter progress;
    private readonly Backbone backbone;
    private readonly ContentCache cache;
    private SampleFeatures? features;
    private double l2;

    /// <summary>Opens the backbone and its cache.</summary>
    /// <exception cref="InputException">The backbone cannot be used.</exception>
    public ImageTransferModelTrainer(TrainOptions config, IProgressReporter progress)
    {
        (this.config, this.progress) = (config, progress);
        backbone = Predict.Models.Backbone.Open(config.Backbone);
        cache = FeatureExtractor.OpenCache(CacheFolder.Of(config.Cache), backbone);
    }

    /// <inheritdoc/>
    public BackboneInfo Backbone => new(backbone.Name, backbone.Sha256, backbone.InputSize, backbone.FeatureCount);

    /// <inheritdoc/>
    public ContentCache Cache => cache;

    /// <inheritdoc/>
    public TrainedModel Fit(MLContext ml, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        // Features: all views of the training images, the plain view of the others.
        var watch = Stopwatch.StartNew();
        features = Extract(dataset, crops, cancellationToken);
        double extract = watch.Elapsed.TotalSeconds;
        long hits = cache.Hits;

        // Head: L2 is chosen on the validation split, or by cross-validation on the training split.
        watch.Restart();
        ImageTransferResult result = FitHead(ml, features, cancellationToken);
        l2 = result.L2;
        double head = watch.Elapsed.TotalSeconds;
        using HeadScorer scorer = HeadScorer.FromModel(ml, result.Model, backbone.FeatureCount, result.Labels, "the trained model");
        float[][] scores = [.. features.Plain.Rows.Select(row => scorer.Score(row.Features[0]))];
        return new TrainedModel(result.Model, scores, result.L2, result.Candidates, extract, head, hits);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<float[]>> FitShares(
        IReadOnlyList<int[]> shares, Action fitted, CancellationToken cancellationToken)
    {
        (FeatureTable train, IReadOnlyList<string> labels) = (features!.Training, features.Dataset.Labels);
        var test = FeatureRows.From(features[Split.Test], labels);
        FeatureRows[] parts =
            [.. shares.Select(share => FeatureRows.From(train with { Rows = [.. share.Select(i => train.Rows[i])] }, labels))];
        return new HeadTrainer(config.Head, config.Seed).FitEach(
            parts,
            l2,
            head =>
            {
                float[][] scores = [.. HeadTrainer.Scores(head, test)];
                fitted();
                return scores;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cache.Dispose();
        backbone.Dispose();
    }

    private SampleFeatures Extract(Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        var plan = new ViewPlan(config.Views, config.Seed);
        var extractor = new FeatureExtractor(backbone, cache, plan, FeatureExtractor.DefaultBatchSize);
        using IProgressPhase phase = progress.Begin("features", dataset.Samples.Count);
        return SampleFeatures.Extract(extractor, dataset, crops, config.Views.Count, phase, cancellationToken);
    }

    private ImageTransferResult FitHead(MLContext ml, SampleFeatures all, CancellationToken cancellationToken)
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
            return TransferLearning.Train(ml, backbone, all.Training, all[Split.Validation], all.Dataset.Labels, options);
        }
        finally
        {
            phase?.Dispose();
        }
    }
}
