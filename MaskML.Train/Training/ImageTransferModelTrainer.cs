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
    // Less, in megabytes, is not worth a word.
    private const double LargeCache = 1024;

    private readonly TrainOptions config;
    private readonly IProgressReporter progress;
    private readonly Action<string> warn;
    private readonly Backbone backbone;
    private readonly ContentCache cache;
    private readonly FeatureExtractor extractor;
    private SampleFeatures? features;
    private double l2;

    /// <summary>Opens the backbone and its cache.</summary>
    /// <exception cref="InputException">The backbone cannot be used.</exception>
    public ImageTransferModelTrainer(TrainOptions config, IProgressReporter progress, Action<string> warn)
    {
        (this.config, this.progress, this.warn) = (config, progress, warn);
        backbone = Predict.Models.Backbone.Open(config.Backbone);
        cache = FeatureExtractor.OpenCache(CacheFolder.Of(config.Cache), backbone);
        extractor = new FeatureExtractor(backbone, cache, new ViewPlan(config.Views, config.Seed), FeatureExtractor.DefaultBatchSize);
    }

    /// <inheritdoc/>
    public BackboneInfo Backbone => new(backbone.Name, backbone.Sha256, backbone.InputSize, backbone.FeatureCount);

    /// <inheritdoc/>
    public ContentCache Cache => cache;

    /// <inheritdoc/>
    public Action<InspectedFile, Mat> Prepare(int files, CropSource crops)
    {
        var sample = new HeadSample(config);
        double entries = files + (Math.Min(files, config.Head.MaxImages) * (double)config.Views.Count);
        double megabytes = ((files * ContentCache.EntryBytes(ImageInspector.PayloadBytes))
            + (entries * ContentCache.EntryBytes(backbone.FeatureCount * sizeof(float)))) / (1 << 20);
        if (CacheFolder.Of(config.Cache) is { } folder && megabytes > Math.Min(config.Cache.MaxMegabytes, LargeCache))
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"{folder} will take up to {megabytes:N0} MB for {files:N0} images")
                + (megabytes > config.Cache.MaxMegabytes
                    ? $", and is cut to cache.maxMegabytes, {config.Cache.MaxMegabytes}, at the end: the next run computes the rest again. "
                        + "Raise the limit to keep all."
                    : $", within cache.maxMegabytes, {config.Cache.MaxMegabytes}."));
        }

        return (file, picture) => extractor.Prepare(crops, file, picture, sample.MayHold(file, files) ? 1 + config.Views.Count : 1);
    }

    /// <inheritdoc/>
    public TrainedModel Fit(MLContext ml, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        // Features: all views of the training images that the head is fitted to, the plain view of those held out.
        var watch = Stopwatch.StartNew();
        int[] fitted = new HeadSample(config).Of(dataset);
        features = Extract(dataset, fitted, crops, cancellationToken);
        double extract = watch.Elapsed.TotalSeconds;

        // Head: L2 is chosen on the validation split, or by cross-validation on the training split.
        watch.Restart();
        ImageTransferResult result = FitHead(ml, features, cancellationToken);
        l2 = result.L2;
        double head = watch.Elapsed.TotalSeconds;

        // Scores: training images beyond those that the head is fitted to are only scored.
        using var scorer = StockHead.FromModel(ml, result.Model, backbone.FeatureCount, result.Labels, "the trained model");
        (int count, int labels) = (dataset.Samples.Count, result.Labels.Count);
        float[] scores = new float[count * labels];
        bool[] scored = new bool[count];
        foreach ((int sample, float[] plain) in features.PlainViews)
        {
            scorer.Score(plain).CopyTo(scores, sample * labels);
            scored[sample] = true;
        }

        int[] others = [.. Enumerable.Range(0, count).Where(i => !scored[i])];
        using (IProgressPhase? phase = others.Length == 0 ? null : progress.Begin("scores", others.Length))
        {
            IEnumerable<float[]> more = extractor.Score(
                MadeList<Sample>.Of(dataset.Samples, others), crops, one => scorer.Score(one), phase!, cancellationToken);
            foreach ((int sample, float[] one) in others.Zip(more))
            {
                one.CopyTo(scores, sample * labels);
            }
        }

        return new TrainedModel(
            result.Model,
            new MadeList<float[]>(count, i => scores.AsSpan(i * labels, labels).ToArray()),
            result.L2,
            result.Candidates,
            extract,
            head,
            cache.EarlierHits)
        { Fitted = MadeList<Sample>.Of(dataset.Samples, fitted) };
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<float[]>> FitShares(
        IReadOnlyList<int[]> shares, Action fitted, CancellationToken cancellationToken)
    {
        (FeatureTable train, IReadOnlyList<string> labels) = (features!.Training, features.Dataset.Labels);
        var test = FeatureRows.From(features[Split.Test], labels);
        FeatureRows[] parts =
            [.. shares.Select(share => FeatureRows.From(train with { Rows = MadeList<FeatureTable.Row>.Of(train.Rows, share) }, labels))];
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

    private SampleFeatures Extract(Dataset dataset, int[] fitted, CropSource crops, CancellationToken cancellationToken)
    {
        int[] held = [.. Enumerable.Range(0, dataset.Samples.Count).Where(i => dataset.Samples[i].Split != Split.Train)];
        using IProgressPhase phase = progress.Begin("features", fitted.Length + held.Length);
        return new SampleFeatures(dataset, fitted, held, Table(fitted, 1 + config.Views.Count), Table(held, 1));

        FeatureTable Table(int[] samples, int views) => extractor.Extract(
            new SampleRows(MadeList<Sample>.Of(dataset.Samples, samples), crops), views, phase, cancellationToken);
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
