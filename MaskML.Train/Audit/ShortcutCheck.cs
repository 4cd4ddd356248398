using MaskML.Predict.Progress;
using MaskML.Train.Features;
using MaskML.Train.Metrics;

namespace MaskML.Train.Audit;

/// <summary>
/// Tries to tell the label from statistics that say nothing about masks, by boosted trees, which find thresholds and their
/// combinations; cross-validated, copies of an image in one fold, labels weighed alike.
/// </summary>
/// <param name="seed">Seed of the fits.</param>
/// <param name="progress">Is told of the phase <c>shortcuts</c>.</param>
internal sealed class ShortcutCheck(int seed, IProgressReporter progress)
{
    /// <summary>So many images give the score to a percent; more would only take longer.</summary>
    private const int MostImages = 4000;

    /// <summary>Runs the check.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="whole">Their folds.</param>
    /// <param name="statistics">What was measured of each sample.</param>
    /// <param name="cancellation">Stops between fits.</param>
    public ShortcutFinding Run(AuditData data, FoldPlan whole, IReadOnlyList<SampleStatistics> statistics, CancellationToken cancellation)
    {
        FoldPlan plan = whole.AtMost(MostImages);
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
            cancellation);
        ShortcutScore[] scores = [.. StatisticGroup.All.Zip(scored.Chunk(GroupFolds.Count), Score)];
        return new ShortcutFinding(plan.Samples.Count, chance, warnAbove, [.. scores.OrderByDescending(s => s.BalancedAccuracy)]);

        ShortcutScore Score(StatisticGroup group, ScoredImage[][] folds)
        {
            var confusion = ConfusionMatrix.Of(plan.Labels, folds.SelectMany(f => f));
            double accuracy = plan.Labels.Select((_, label) => confusion.MetricsOf(label).Recall).Average();
            return new ShortcutScore(group.Name, accuracy, accuracy > warnAbove, Medians(plan, group, statistics));
        }
    }

    /// <summary>Judges a fold by trees fitted to the others: of two labels the first against the second, of more each against the rest.</summary>
    private ScoredImage[] Judge(FoldPlan plan, StatisticGroup group, int fold, IReadOnlyList<SampleStatistics> statistics)
    {
        (int[] fit, int[] held) = plan.Split(fold);
        var trees = new LabelTrees(group.Statistics.Count, seed);
        int[] counts = [.. plan.Labels.Select((_, label) => fit.Count(i => plan.Targets[i] == label))];
        int judged = plan.Labels.Count == 2 ? 1 : plan.Labels.Count;
        float[][] scores =
            [.. Enumerable.Range(0, judged).Select(label => trees.Score([.. fit.Select(i => Row(i, label))], [.. held.Select(i => Row(i, label))]))];
        return [.. held.Select((i, at) => new ScoredImage("", "", plan.Targets[i], Scores(at)))];

        float[] Scores(int at) => judged == 1 ? [scores[0][at], -scores[0][at]] : [.. scores.Select(s => s[at])];

        LabelTrees.Row Row(int i, int label) => new()
        {
            IsLabel = plan.Targets[i] == label,
            Weight = fit.Length / (float)counts[plan.Targets[i]],
            Features = [.. group.Statistics.Select(s => s.Value(statistics[plan.Samples[i]]))],
        };
    }

    /// <summary>Of each statistic the median of each label's images.</summary>
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
