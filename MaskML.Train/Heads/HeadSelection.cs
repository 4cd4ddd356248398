using MaskML.Predict.Configuration;
using MaskML.Train.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>Chooses the strength of L2.</summary>
/// <param name="trainer">Fits the heads.</param>
/// <param name="config">The grid.</param>
/// <param name="labels">The labels in key order.</param>
internal sealed class HeadSelection(HeadTrainer trainer, HeadConfig config, IReadOnlyList<string> labels)
{
    /// <summary>With fewer images of a label than this, one validation split says too little: L2 is chosen by cross-validation.</summary>
    public const int CrossValidateBelow = 50;

    private const int MostFolds = 5;

    /// <summary>How many heads will be fitted.</summary>
    public int CountFits(FeatureTable train) => config.L2.Count == 1 ? 1 : Folds(train) is var folds and > 0 ? (config.L2.Count * folds) + 1 : config.L2.Count;

    /// <summary>Chooses a strength and fits the head with it.</summary>
    /// <param name="train">Rows to train on, with their views.</param>
    /// <param name="validation">Rows to measure on, unless there are so few that the training rows are folded instead.</param>
    /// <param name="fitted">Told of each head that was fitted.</param>
    /// <param name="cancellation">Stops the search.</param>
    public HeadChoice Run(FeatureTable train, FeatureTable validation, Action<HeadCandidate?> fitted, CancellationToken cancellation)
    {
        if (config.L2.Count == 1)
        {
            return Refit([], config.L2[0]);
        }

        if (Folds(train) is var folds and > 0)
        {
            IReadOnlyList<HeadCandidate> means = CrossValidate(train, folds, fitted, cancellation);
            return Refit(means, Best(means).L2);
        }

        var tried = trainer.Try(FeatureRows.From(train, labels), FeatureRows.From(Plain(validation), labels), fitted, cancellation);
        HeadCandidate[] candidates = [.. tried.Select(t => t.Candidate)];
        HeadCandidate best = Best(candidates);
        return new HeadChoice(candidates, best.L2, tried.Single(t => ReferenceEquals(t.Candidate, best)).Head);

        HeadChoice Refit(IReadOnlyList<HeadCandidate> candidates, double l2)
        {
            TransformerChain<ITransformer> head = trainer.FitInBackground(FeatureRows.From(train, labels), l2, cancellation);
            fitted(null);
            return new HeadChoice(candidates, l2, head);
        }
    }

    /// <summary>The strength with the lowest log-loss; of equals the strongest.</summary>
    private static HeadCandidate Best(IReadOnlyList<HeadCandidate> candidates) =>
        candidates.OrderBy(c => c.LogLoss).ThenByDescending(c => c.L2).First();

    private IReadOnlyList<HeadCandidate> CrossValidate(FeatureTable train, int folds, Action<HeadCandidate> fitted, CancellationToken cancellation)
    {
        // Every label in turn over the folds, in row order, so that each fold has its share of each label.
        var fold = new int[train.Rows.Count];
        var next = new int[labels.Count + 1];
        for (int i = 0; i < fold.Length; i++)
        {
            fold[i] = next[train.Rows[i].Label]++ % folds;
        }

        var sums = new double[config.L2.Count];
        for (int f = 0; f < folds; f++)
        {
            FeatureTable fit = train with { Rows = [.. train.Rows.Where((_, i) => fold[i] != f)] };
            FeatureTable held = train with { Rows = [.. train.Rows.Where((_, i) => fold[i] == f)] };
            var results = trainer.Try(FeatureRows.From(fit, labels), FeatureRows.From(Plain(held), labels), fitted, cancellation);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += results[i].Candidate.LogLoss / folds;
            }
        }

        return [.. config.L2.Select((l2, i) => new HeadCandidate(l2, sums[i]))];
    }

    /// <summary>Number of folds; 0 where the validation rows choose.</summary>
    private int Folds(FeatureTable train)
    {
        int fewest = Enumerable.Range(1, labels.Count).Min(label => train.Rows.Count(row => row.Label == label));
        return fewest >= CrossValidateBelow ? 0 : Math.Clamp(fewest, 2, MostFolds);
    }

    private static FeatureTable Plain(FeatureTable table) =>
        table with { Views = 1, Rows = [.. table.Rows.Select(row => row with { Features = [row.Features[0]] })] };
}
