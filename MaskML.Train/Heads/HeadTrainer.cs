using MaskML.Predict.Models;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MaskML.Train.Heads;

/// <summary>
/// Fits heads: standardised features, then multinomial logistic regression by L-BFGS. Of a grid of L2 strengths the strongest is fitted
/// first, and each weaker one starts from the weights of the one before, which are close to its own.
/// </summary>
/// <param name="config">The grid and the limits of the optimiser.</param>
/// <param name="seed">Seed of the context.</param>
internal sealed class HeadTrainer(HeadOptions config, int seed)
{
    private const string Standardised = "StandardisedFeatures";

    /// <summary>Ten times ML.NET's default: this halves the time and changes the log-loss on other images in the fifth decimal.</summary>
    private const float Tolerance = 1e-6f;

    /// <summary>
    /// Number of parts of the rows whose gradients are computed separately. With more than one ML.NET keeps the rows in memory instead of
    /// reading the data view again for each gradient. It adds the parts in their order, so a fixed number gives the same bits on any number
    /// of cores.
    /// </summary>
    private const int Parts = 4;

    /// <summary>Fits a head with each strength of the grid and measures it on validation rows.</summary>
    /// <param name="train">Rows to train on.</param>
    /// <param name="validation">Rows to measure on.</param>
    /// <param name="tried">Called with each result.</param>
    /// <param name="cancellationToken">Cancels the wait; ML.NET's optimiser cannot be cancelled and ends in the background.</param>
    /// <returns>The results with their heads, in the order of the grid.</returns>
    public IReadOnlyList<(HeadCandidate Candidate, TransformerChain<ITransformer> Head)> Try(
        FeatureRows train, FeatureRows validation, Action<HeadCandidate> tried, CancellationToken cancellationToken)
    {
        var results = new (HeadCandidate, TransformerChain<ITransformer>)[config.L2.Count];
        InBackground(
            () =>
            {
                Prepared prepared = Prepare(train);
                MaximumEntropyModelParameters? stronger = null;
                foreach (int i in Enumerable.Range(0, results.Length).OrderByDescending(i => config.L2[i]))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    (TransformerChain<ITransformer> head, stronger) = Fit(prepared, config.L2[i], stronger);
                    var candidate = new HeadCandidate(config.L2[i], LogLoss(head, validation));
                    results[i] = (candidate, head);
                    tried(candidate);
                }
            },
            cancellationToken);
        return results;
    }

    /// <summary>Fits a head.</summary>
    /// <param name="rows">Rows to train on.</param>
    /// <param name="l2">Strength of L2, for the sum of the losses of all rows.</param>
    /// <param name="cancellationToken">Cancels the wait; the optimiser ends in the background.</param>
    public TransformerChain<ITransformer> FitInBackground(FeatureRows rows, double l2, CancellationToken cancellationToken)
    {
        TransformerChain<ITransformer>? head = null;
        InBackground(() => head = Fit(Prepare(rows), l2).Head, cancellationToken);
        return head!;
    }

    /// <summary>Fits a head to each of several sets of rows, in parallel.</summary>
    /// <param name="rows">The sets.</param>
    /// <param name="l2">Strength of L2, for the sum of the losses of all rows of a set.</param>
    /// <param name="fitted">Called on several threads with each head; its result is returned in place of the head.</param>
    /// <param name="cancellationToken">
    /// Cancels before the next head, and cancels the wait; a running optimiser ends in the background.
    /// </param>
    /// <returns>The results of <paramref name="fitted"/>, in the order of the sets.</returns>
    public T[] FitEach<T>(
        IReadOnlyList<FeatureRows> rows, double l2, Func<TransformerChain<ITransformer>, T> fitted, CancellationToken cancellationToken)
    {
        var results = new T[rows.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        InBackground(
            () => Parallel.For(0, results.Length, options, i => results[i] = fitted(Fit(Prepare(rows[i]), l2).Head)), cancellationToken);
        return results;
    }

    /// <summary>Weighted mean of the negative logarithm of the actual label's probability, in nats.</summary>
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

    /// <summary>Scores rows.</summary>
    /// <returns>For each row one probability for each label, in key order.</returns>
    public static IEnumerable<float[]> Scores(ITransformer head, FeatureRows rows) =>
        head.Transform(rows.ToDataView(new MLContext())).GetColumn<float[]>(ModelSchema.Score);

    private (TransformerChain<ITransformer> Head, MaximumEntropyModelParameters Weights) Fit(
        Prepared rows, double l2, MaximumEntropyModelParameters? start = null)
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

    private static void InBackground(Action work, CancellationToken cancellationToken)
    {
        // A background thread, so that the process can end while the optimiser still runs.
        Task task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        task.WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>Rows with standardised features, to which all strengths of the grid are fitted.</summary>
    private sealed record Prepared(ITransformer Standardise, IDataView Data);
}
