using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Runs;
using MaskML.Train.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using OpenCvSharp;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MaskML.Train.Vision;

/// <summary>Trains with ML.NET's <c>ImageClassificationTrainer</c>.</summary>
/// <param name="config">The configuration.</param>
/// <param name="progress">Receives the progress.</param>
/// <param name="warn">Receives warnings.</param>
internal sealed class ImageClassificationModelTrainer(TrainOptions config, IProgressReporter progress, Action<string> warn) : IModelTrainer
{
    private readonly ImageClassificationOptions own = config.ImageClassification;
    private readonly PretrainedGraph graph = PretrainedGraph.Find(config.ImageClassification.Architecture);
    private Func<int[], CancellationToken, IReadOnlyList<float[]>>? fitShare;

    /// <inheritdoc/>
    public BackboneInfo Backbone => new(own.Architecture, graph.Sha256, graph.Size, 0);

    /// <inheritdoc/>
    public ContentCache? Cache => null;

    /// <inheritdoc/>
    public TrainedModel Fit(MLContext ml, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
    {
        Sample[] train = [.. dataset.Samples.Where(sample => sample.Split == Split.Train)];
        int rows = train.Length * (1 + config.Views.Count);
        if (rows < own.BatchSize)
        {
            // ML.NET would divide by zero batches, and train with a learning rate that is not a number.
            throw new UsageException(
                $"imageClassification.batchSize is {own.BatchSize}, and there are {rows} training images with their views: "
                + "expected at most that. Lower it, or add images.");
        }

        graph.CopyTo(ml.TempFilePath);
        Sample[] test = [.. dataset.Samples.Where(sample => sample.Split == Split.Test)];
        fitShare = (share, token) => FitAndScore(ml, dataset, [.. share.Select(i => train[i])], test, crops, token).Scores;
        return OnOneThread(() => FitAndScore(ml, dataset, train, dataset.Samples, crops, cancellationToken));
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<float[]>> FitShares(
        IReadOnlyList<int[]> shares, Action fitted, CancellationToken cancellationToken) => OnOneThread(() => shares.Select(share =>
    {
        IReadOnlyList<float[]> scores = fitShare!(share, cancellationToken);
        fitted();
        return scores;
    }).ToArray());

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // TensorFlow.NET keeps its eager mode and its current graph for each thread, and the trainer's constructor sets both.
    private static T OnOneThread<T>(Func<T> work) => Task.Factory
        .StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    private TrainedModel FitAndScore(
        MLContext ml,
        Dataset dataset,
        IReadOnlyList<Sample> train,
        IReadOnlyList<Sample> scored,
        CropSource crops,
        CancellationToken cancellationToken)
    {
        Sample[] validation = [.. dataset.Samples.Where(sample => sample.Split == Split.Validation)];
        var plan = new ViewPlan(config.Views, config.Seed);
        IDataView rows = EncodedSamples.ToDataView(ml, train, dataset.Labels, crops, plan, config.Views.Count);
        int count = train.Count * (1 + config.Views.Count);
        using var report = new FitProgress(progress, count + validation.Length, own.Epoch, cancellationToken);
        string workspace = Directory.CreateDirectory(Path.Combine(ml.TempFilePath, Path.GetRandomFileName())).FullName;
        try
        {
            Options options = OptionsFor(Math.Min(own.BatchSize, count), report);
            options.ValidationSet = EncodedSamples.ToDataView(ml, validation, dataset.Labels, crops, plan, 0);
            options.WorkspacePath = workspace;
            ITransformer classify = ml.MulticlassClassification.Trainers.ImageClassification(options).Fit(rows);
            ITransformer name = ml.Transforms.Conversion.MapKeyToValue(ModelSchema.PredictedLabel).Fit(classify.Transform(rows));
            var model = new TransformerChain<ITransformer>(classify, name);
            (double network, double epochs) = (report.NetworkSeconds, report.EpochSeconds);
            report.Dispose();
            if (report.Regret() is { } regret && scored.Count == dataset.Samples.Count)
            {
                warn(regret);
            }

            float[][] scores = Score(ml, model, dataset.Labels, scored, crops, cancellationToken);
            return new TrainedModel(model, scores, null, [], network, epochs, 0);
        }
        finally
        {
            Directory.Delete(workspace, recursive: true);
        }
    }

    private float[][] Score(
        MLContext ml,
        ITransformer model,
        IReadOnlyList<string> labels,
        IReadOnlyList<Sample> samples,
        CropSource crops,
        CancellationToken cancellationToken)
    {
        using EncodedScorer scorer = EncodedScorer.FromModel(ml, model, labels, "the trained model");
        using IProgressPhase phase = progress.Begin("scores", samples.Count);
        return [.. samples.Select(sample =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Mat crop = crops.Crop(sample);
            phase.Advance();
            return scorer.Score(crop);
        })];
    }

    // What is not set here stays at ML.NET's default; the files of the workspace are of no use after the fit.
    private Options OptionsFor(int batchSize, FitProgress report) => new()
    {
        FeatureColumnName = ModelSchema.Image,
        LabelColumnName = nameof(EncodedSamples.Row.Label),
        ScoreColumnName = ModelSchema.Score,
        PredictedLabelColumnName = ModelSchema.PredictedLabel,
        Arch = Enum.Parse<Architecture>(own.Architecture, ignoreCase: true),
        BatchSize = batchSize,
        Epoch = own.Epoch,
        LearningRate = (float)own.LearningRate, // Ignored where there is a schedule, which has its own.
        LearningRateScheduler = own.LearningRateSchedule switch
        {
            "exponential" => new ExponentialLRDecay(
                (float)own.LearningRate, (float)own.EpochsPerDecay, (float)own.DecayRate, own.Staircase),
            "polynomial" => new PolynomialLRDecay(
                (float)own.LearningRate, (float)own.EpochsPerDecay, (float)own.EndLearningRate, (float)own.Power, own.Cycle),
            _ => null,
        },
        EarlyStoppingCriteria = own.EarlyStopping == "none" ? null : new EarlyStopping(
            (float)own.MinDelta, own.Patience, Enum.Parse<EarlyStoppingMetric>(own.EarlyStopping, ignoreCase: true)),
        TestOnTrainSet = own.TestOnTrainSet,
        ValidationSetFraction = null,
        MetricsCallback = metrics =>
        {
            if (metrics.Train is null)
            {
                report.Image();
            }
            else
            {
                report.Epoch(
                    metrics.Train.Epoch,
                    metrics.Train.DatasetUsed == ImageClassificationMetrics.Dataset.Validation ? metrics.Train.Accuracy : null);
            }
        },
    };
}
