using MaskML.Predict.Progress;
using MaskML.Train.Features;

namespace MaskML.Train.Audit;

/// <summary>How well statistics of one kind predict the label.</summary>
/// <param name="Name">The kind of statistics.</param>
/// <param name="BalancedAccuracy">Mean recall over the labels, on images that the trees were not fitted to.</param>
/// <param name="Warns">Whether the statistics predict the label too well.</param>
/// <param name="Medians">For each statistic the median of each label's images.</param>
internal sealed record ShortcutScore(
    string Name, double BalancedAccuracy, bool Warns, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Medians);

/// <summary>Shortcuts: statistics from which a network could learn the label instead of the mask.</summary>
/// <param name="Images">Number of images that were used.</param>
/// <param name="Chance">Balanced accuracy of guessing.</param>
/// <param name="WarnAbove">Scores above this are warnings: half way between guessing and certainty, 0.75 with two labels.</param>
/// <param name="Scores">The scores, the highest first.</param>
internal sealed record ShortcutFinding(int Images, double Chance, double WarnAbove, IReadOnlyList<ShortcutScore> Scores);

/// <summary>
/// Predicts the label from statistics that do not depend on masks, with boosted trees: cross-validated, with copies of an image in one fold
/// and equal weights of all labels.
/// </summary>
/// <param name="seed">Seed of the fits.</param>
/// <param name="progress">Receives the progress of the phase <c>shortcuts</c>.</param>
internal sealed class ShortcutCheck(int seed, IProgressReporter progress)
{
    /// <summary>This many images give the score to a percent.</summary>
    private const int MaxImages = 4000;

    /// <summary>Runs the check.</summary>
    /// <param name="whole">Their folds.</param>
    /// <param name="statistics">The statistics of all samples.</param>
    /// <param name="cancellationToken">Cancels between fits.</param>
    public ShortcutFinding Run(FoldPlan whole, IReadOnlyList<SampleStatistics> statistics, CancellationToken cancellationToken)
    {
        FoldPlan plan = whole.AtMost(MaxImages);
        double chance = 1.0 / Math.Max(1, plan.Labels.Count);
        double warnAbove = (1 + chance) / 2;
        if (!plan.IsPossible)
        {
            return new ShortcutFinding(0, chance, warnAbove, []);
        }

        int fits = StatisticGroup.All.Count * GroupFolds.Count;
        ScoredImage[][] scored = new ScoredImage[fits][];
        using IProgressPhase phase = progress.Begin("shortcuts", fits);
        AllCores.For(
            fits,
            i =>
            {
                scored[i] = Judge(plan, StatisticGroup.All[i / GroupFolds.Count], i % GroupFolds.Count, statistics);
                phase.Advance();
            },
            cancellationToken);
        ShortcutScore[] scores = [.. StatisticGroup.All.Zip(scored.Chunk(GroupFolds.Count), Score)];
        return new ShortcutFinding(plan.Samples.Count, chance, warnAbove, [.. scores.OrderByDescending(s => s.BalancedAccuracy)]);

        ShortcutScore Score(StatisticGroup group, ScoredImage[][] folds)
        {
            var confusion = ConfusionMatrix.Of(plan.Labels, folds.SelectMany(f => f));
            double accuracy = plan.Labels.Select((_, label) => confusion.MetricsOf(label).Recall).Average();
            return new ShortcutScore(group.Name, accuracy, accuracy > warnAbove, Medians(plan, group, statistics));
        }
    }

    /// <summary>
    /// Predicts a fold by trees fitted to the others: for two labels the first against the second, for more each against the rest.
    /// </summary>
    private ScoredImage[] Judge(FoldPlan plan, StatisticGroup group, int fold, IReadOnlyList<SampleStatistics> statistics)
    {
        (int[] fit, int[] held) = plan.Split(fold);
        var trees = new LabelTrees(group.Statistics.Count, seed);
        int[] counts = [.. plan.Labels.Select((_, label) => fit.Count(i => plan.Targets[i] == label))];
        int judged = plan.Labels.Count == 2 ? 1 : plan.Labels.Count;
        float[][] scores = [.. Enumerable.Range(0, judged).Select(label =>
            trees.Score([.. fit.Select(i => Row(i, label))], [.. held.Select(i => Row(i, label))]))];
        return [.. held.Select((i, at) => new ScoredImage("", "", plan.Targets[i], Scores(at)))];

        float[] Scores(int at) => judged == 1 ? [scores[0][at], -scores[0][at]] : [.. scores.Select(s => s[at])];

        LabelTrees.Row Row(int i, int label) => new()
        {
            IsLabel = plan.Targets[i] == label,
            Weight = fit.Length / (float)counts[plan.Targets[i]],
            Features = [.. group.Statistics.Select(s => s.Value(statistics[plan.Samples[i]]))],
        };
    }

    /// <summary>For each statistic the median of each label's images.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, double>> Medians(
        FoldPlan plan, StatisticGroup group, IReadOnlyList<SampleStatistics> statistics)
    {
        return group.Statistics.ToDictionary(s => s.Name, s => ByLabel(s.Value), StringComparer.Ordinal);

        IReadOnlyDictionary<string, double> ByLabel(Func<SampleStatistics, float> value) => plan.Samples
            .Select((sample, i) => (Label: plan.Labels[plan.Targets[i]], Value: value(statistics[sample])))
            .GroupBy(s => s.Label, s => s.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (double)g.Order().ElementAt(g.Count() / 2), StringComparer.Ordinal);
    }
}
