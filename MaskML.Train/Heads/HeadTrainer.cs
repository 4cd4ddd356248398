using MaskML.Predict.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MaskML.Train.Heads;

/// <summary>
/// Fits the head: standardised features, then multinomial logistic regression by L-BFGS. The strength of L2 is the one of the grid
/// with the lowest log-loss on rows that were not trained on. The strongest is fitted first, and each weaker one goes on from its weights,
/// which are near its own.
/// </summary>
/// <param name="config">The grid and the optimiser's bounds.</param>
/// <param name="seed">Seed of the context.</param>
internal sealed class HeadTrainer(HeadOptions config, int seed)
{
    private const string Standardised = "StandardisedFeatures";

    /// <summary>Ten times ML.NET's default: the log-loss on images that were not trained on differs in the fifth decimal, the time by half.</summary>
    private const float Tolerance = 1e-6f;

    /// <summary>
    /// Into how many parts the rows are divided for their gradients. With more than one ML.NET keeps the rows in memory instead of reading the data view
    /// again for each gradient; it adds the parts up in their order, so that runs give the same bits, on any number of cores, as long as this stays the same.
    /// </summary>
    private const int Parts = 4;

    /// <summary>Tries each strength on validation rows.</summary>
    /// <param name="train">Rows to train on.</param>
    /// <param name="validation">Rows to measure on.</param>
    /// <param name="tried">Told each result.</param>
    /// <param name="cancellation">Stops waiting; the optimiser itself cannot be stopped and ends in the background.</param>
    /// <returns>The results with their heads, in the grid's order.</returns>
    public IReadOnlyList<(HeadCandidate Candidate, TransformerChain<ITransformer> Head)> Try(
        FeatureRows train, FeatureRows validation, Action<HeadCandidate> tried, CancellationToken cancellation)
    {
        var results = new (HeadCandidate, TransformerChain<ITransformer>)[config.L2.Count];
        InBackground(
            () =>
            {
                Prepared prepared = Prepare(train);
                MaximumEntropyModelParameters? stronger = null;
                foreach (int i in Enumerable.Range(0, results.Length).OrderByDescending(i => config.L2[i]))
                {
                    cancellation.ThrowIfCancellationRequested();
                    (TransformerChain<ITransformer> head, stronger) = Fit(prepared, config.L2[i], stronger);
                    var candidate = new HeadCandidate(config.L2[i], LogLoss(head, validation));
                    results[i] = (candidate, head);
                    tried(candidate);
                }
            },
            cancellation);
        return results;
    }

    /// <summary>Fits a head.</summary>
    /// <param name="rows">Rows to train on.</param>
    /// <param name="l2">Strength of L2 in sum over the rows.</param>
    /// <param name="cancellation">Stops waiting; the optimiser itself ends in the background.</param>
    public TransformerChain<ITransformer> FitInBackground(FeatureRows rows, double l2, CancellationToken cancellation)
    {
        TransformerChain<ITransformer>? head = null;
        InBackground(() => head = Fit(Prepare(rows), l2).Head, cancellation);
        return head!;
    }

    /// <summary>Fits a head to each of several sets of rows, side by side.</summary>
    /// <param name="rows">The sets.</param>
    /// <param name="l2">Strength of L2 in sum over the rows of a set.</param>
    /// <param name="fitted">Called on several threads with each head; its result is kept in the head's place.</param>
    /// <param name="cancellation">Stops before the next head, and stops waiting; an optimiser under way ends in the background.</param>
    /// <returns>What <paramref name="fitted"/> gives, in the order of the sets.</returns>
    public T[] FitEach<T>(IReadOnlyList<FeatureRows> rows, double l2, Func<TransformerChain<ITransformer>, T> fitted, CancellationToken cancellation)
    {
        var results = new T[rows.Count];
        InBackground(
            () => Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellation }, i => results[i] = fitted(Fit(Prepare(rows[i]), l2).Head)),
            cancellation);
        return results;
    }

    /// <summary>Weighted mean of the negative logarithm of the right label's probability, in nats.</summary>
    public static double LogLoss(ITransformer head, FeatureRows rows)
    {
        double sum = 0;
        double weights = 0;
        foreach ((FeatureRows.Row row, float[] scores) in rows.Rows.Zip(Scores(head, rows)))
        {
            sum -= row.Weight * Math.Log(Math.Max(scores[row.Label], 1e-15));
            weights += row.Weight;
        }

        return sum / weights;
    }

    /// <summary>Scores rows one after the other.</summary>
    /// <returns>For each row one probability a label, in key order.</returns>
    public static IEnumerable<float[]> Scores(ITransformer head, FeatureRows rows) =>
        head.Transform(rows.ToDataView(new MLContext())).GetColumn<float[]>(ModelSchema.Score);

    private (TransformerChain<ITransformer> Head, MaximumEntropyModelParameters Weights) Fit(Prepared rows, double l2, MaximumEntropyModelParameters? start = null)
    {
        LbfgsMaximumEntropyMulticlassTrainer trainer = new MLContext(seed).MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = nameof(FeatureRows.Row.Label),
                ExampleWeightColumnName = nameof(FeatureRows.Row.Weight),
                FeatureColumnName = Standardised,
                L1Regularization = 0,
                L2Regularization = (float)l2,
                MaximumNumberOfIterations = config.MaxIterations,
                OptimizationTolerance = Tolerance,
                NumberOfThreads = Parts,
            });
        var classify = start is null ? trainer.Fit(rows.Data) : trainer.Fit(rows.Data, start);
        return (new TransformerChain<ITransformer>(rows.Standardise, classify), classify.Model);
    }

    private Prepared Prepare(FeatureRows rows)
    {
        var ml = new MLContext(seed);
        IDataView data = (config.ClassWeights ? rows.BalanceLabels() : rows).ToDataView(ml);
        ITransformer standardise = ml.Transforms.NormalizeMeanVariance(Standardised, Backbone.OutputName, fixZero: false).Fit(data);
        return new Prepared(standardise, standardise.Transform(data));
    }

    private static void InBackground(Action work, CancellationToken cancellation)
    {
        // A thread of its own, so that the process can end while the optimiser still runs.
        Task task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        task.WaitAsync(cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Rows with standardised features: all strengths of the grid are fitted to the same ones.</summary>
    private sealed record Prepared(ITransformer Standardise, IDataView Data);
}
