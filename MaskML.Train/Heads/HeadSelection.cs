using MaskML.Train.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>
/// Chooses the strength of L2: with several sources by leaving out one at a time, with few images by cross-validation, otherwise on the
/// validation rows.
/// </summary>
/// <param name="trainer">Fits the heads.</param>
/// <param name="config">The grid.</param>
/// <param name="labels">The labels in key order.</param>
internal sealed class HeadSelection(HeadTrainer trainer, HeadOptions config, IReadOnlyList<string> labels)
{
    /// <summary>With fewer images of a label than this, one validation split says too little: L2 is chosen by cross-validation.</summary>
    public const int CrossValidateBelow = 50;

    private const int MostFolds = 5;

    /// <summary>How many heads will be fitted.</summary>
    public int CountFits(FeatureTable train) => config.L2.Count == 1 ? 1 : Folds(train) is { } folds ? (config.L2.Count * folds.Distinct().Count()) + 1 : config.L2.Count;

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

        if (Folds(train) is { } folds)
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

    private IReadOnlyList<HeadCandidate> CrossValidate(FeatureTable train, int[] fold, Action<HeadCandidate> fitted, CancellationToken cancellation)
    {
        var sums = new double[config.L2.Count];
        int folds = fold.Distinct().Count();
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

    /// <summary>The fold of each training row, from 0; null where the validation rows choose.</summary>
    private int[]? Folds(FeatureTable train)
    {
        List<string> sources = [.. train.Rows.Select(row => row.Source).Distinct(StringComparer.Ordinal)];
        if (sources.Count > 1 && sources.TrueForAll(source => HasAllLabels(train.Rows.Where(row => row.Source != source))))
        {
            return [.. train.Rows.Select(row => sources.IndexOf(row.Source))];
        }

        int fewest = Enumerable.Range(1, labels.Count).Min(label => train.Rows.Count(row => row.Label == label));
        if (fewest >= CrossValidateBelow)
        {
            return null;
        }

        // Every label in turn over the folds, in row order, so that each fold has its share of each label.
        int folds = Math.Clamp(fewest, 2, MostFolds);
        var next = new int[labels.Count + 1];
        return [.. train.Rows.Select(row => next[row.Label]++ % folds)];
    }

    private bool HasAllLabels(IEnumerable<FeatureTable.Row> rows) => rows.Select(row => row.Label).Distinct().Count() == labels.Count;

    private static FeatureTable Plain(FeatureTable table) =>
        table with { Views = 1, Rows = [.. table.Rows.Select(row => row with { Features = [row.Features[0]] })] };
}
