using MaskML.Predict.Configuration;
using MaskML.Train.Features;

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

    /// <summary>How many heads will be fitted on the way.</summary>
    public int CountFits(FeatureTable train) => config.L2.Count == 1 ? 0 : config.L2.Count * Math.Max(1, Folds(train));

    /// <summary>Tries the grid.</summary>
    /// <param name="train">Rows to train on, with their views.</param>
    /// <param name="validation">Rows to measure on, unless there are so few that the training rows are folded instead.</param>
    /// <param name="tried">Told each head's result.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The strengths with their log-loss; empty if the grid leaves no choice.</returns>
    public IReadOnlyList<HeadCandidate> Run(FeatureTable train, FeatureTable validation, Action<HeadCandidate> tried, CancellationToken cancellation)
    {
        if (config.L2.Count == 1)
        {
            return [];
        }

        int folds = Folds(train);
        return folds == 0
            ? trainer.Try(FeatureRows.From(train, labels), FeatureRows.From(Plain(validation), labels), tried, cancellation)
            : CrossValidate(train, folds, tried, cancellation);
    }

    /// <summary>The strength with the lowest log-loss; of equals the strongest. With no choice, the only one.</summary>
    public double Best(IReadOnlyList<HeadCandidate> candidates) => candidates.Count == 0
        ? config.L2[0]
        : candidates.OrderBy(c => c.LogLoss).ThenByDescending(c => c.L2).First().L2;

    private IReadOnlyList<HeadCandidate> CrossValidate(FeatureTable train, int folds, Action<HeadCandidate> tried, CancellationToken cancellation)
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
            IReadOnlyList<HeadCandidate> results = trainer.Try(
                FeatureRows.From(fit, labels), FeatureRows.From(Plain(held), labels), tried, cancellation);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += results[i].LogLoss / folds;
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
