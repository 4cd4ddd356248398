using MaskML.Train.Features;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>One strength of L2 that was tried.</summary>
/// <param name="L2">The strength.</param>
/// <param name="LogLoss">Log-loss on the validation rows, or the mean over the folds, in nats.</param>
public sealed record HeadCandidate(double L2, double LogLoss);

/// <summary>The chosen head.</summary>
/// <param name="Candidates">The strengths of L2 that were tried, in the order of the grid; empty if there was only one.</param>
/// <param name="L2">The chosen strength.</param>
/// <param name="Head">The head fitted with it to all training rows.</param>
internal sealed record HeadChoice(IReadOnlyList<HeadCandidate> Candidates, double L2, TransformerChain<ITransformer> Head);

/// <summary>
/// Chooses the strength of L2: with several sources by leaving out one source at a time, with few images by cross-validation, otherwise on
/// the validation rows.
/// </summary>
/// <param name="trainer">Fits the heads.</param>
/// <param name="config">The grid.</param>
/// <param name="labels">The labels in key order.</param>
internal sealed class HeadSelection(HeadTrainer trainer, HeadOptions config, IReadOnlyList<string> labels)
{
    /// <summary>If a label has fewer images, a single validation split is too small, and L2 is chosen by cross-validation.</summary>
    public const int CrossValidateBelow = 50;

    private const int MaxFolds = 5;

    /// <summary>Number of heads that will be fitted.</summary>
    public int CountFits(FeatureTable train) => config.L2.Count == 1 ? 1
        : Folds(train) is { } folds ? (config.L2.Count * folds.Distinct().Count()) + 1
        : config.L2.Count;

    /// <summary>Chooses a strength and fits the head with it.</summary>
    /// <param name="train">Rows to train on, with their views.</param>
    /// <param name="validation">Rows that choose L2, unless it is chosen by folds of the training rows.</param>
    /// <param name="fitted">Called after each fitted head.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public HeadChoice Run(FeatureTable train, FeatureTable validation, Action<HeadCandidate?> fitted, CancellationToken cancellationToken)
    {
        if (config.L2.Count == 1)
        {
            return Refit([], config.L2[0]);
        }

        if (Folds(train) is { } folds)
        {
            IReadOnlyList<HeadCandidate> means = CrossValidate(train, folds, fitted, cancellationToken);
            return Refit(means, Best(means).L2);
        }

        var tried = trainer.Try(FeatureRows.From(train, labels), FeatureRows.From(Plain(validation), labels), fitted, cancellationToken);
        HeadCandidate[] candidates = [.. tried.Select(t => t.Candidate)];
        HeadCandidate best = Best(candidates);
        return new HeadChoice(candidates, best.L2, tried.Single(t => ReferenceEquals(t.Candidate, best)).Head);

        HeadChoice Refit(IReadOnlyList<HeadCandidate> candidates, double l2)
        {
            TransformerChain<ITransformer> head = trainer.FitInBackground(FeatureRows.From(train, labels), l2, cancellationToken);
            fitted(null);
            return new HeadChoice(candidates, l2, head);
        }
    }

    /// <summary>The strength with the lowest log-loss; of equal ones the strongest.</summary>
    private static HeadCandidate Best(IReadOnlyList<HeadCandidate> candidates) =>
        candidates.OrderBy(c => c.LogLoss).ThenByDescending(c => c.L2).First();

    private IReadOnlyList<HeadCandidate> CrossValidate(
        FeatureTable train, int[] fold, Action<HeadCandidate> fitted, CancellationToken cancellationToken)
    {
        var sums = new double[config.L2.Count];
        int folds = fold.Distinct().Count();
        for (int f = 0; f < folds; f++)
        {
            FeatureTable fit = train with { Rows = [.. train.Rows.Where((_, i) => fold[i] != f)] };
            FeatureTable held = train with { Rows = [.. train.Rows.Where((_, i) => fold[i] == f)] };
            var results = trainer.Try(FeatureRows.From(fit, labels), FeatureRows.From(Plain(held), labels), fitted, cancellationToken);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += results[i].Candidate.LogLoss / folds;
            }
        }

        return [.. config.L2.Select((l2, i) => new HeadCandidate(l2, sums[i]))];
    }

    /// <summary>The fold of each training row, from 0; null if the validation rows choose.</summary>
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

        // The rows of each label go to the folds in turn, so that each fold has its share of each label.
        int folds = Math.Clamp(fewest, 2, MaxFolds);
        var next = new int[labels.Count + 1];
        return [.. train.Rows.Select(row => next[row.Label]++ % folds)];
    }

    private bool HasAllLabels(IEnumerable<FeatureTable.Row> rows) => rows.Select(row => row.Label).Distinct().Count() == labels.Count;

    private static FeatureTable Plain(FeatureTable table) =>
        table with { Views = 1, Rows = [.. table.Rows.Select(row => row with { Values = table.View(row, 0) })] };
}
