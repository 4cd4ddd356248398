namespace MaskML.Train.Audit;

/// <summary>The samples that can be judged by a model that has not seen them, with their folds.</summary>
/// <param name="Labels">Labels with enough different images.</param>
/// <param name="TooFew">Labels with too few.</param>
/// <param name="Samples">Indices of the samples of those labels.</param>
/// <param name="Targets">For each of them the index of its label in <paramref name="Labels"/>.</param>
/// <param name="Folds">For each of them its fold.</param>
internal sealed record FoldPlan(
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> TooFew,
    IReadOnlyList<int> Samples,
    IReadOnlyList<int> Targets,
    IReadOnlyList<int> Folds)
{
    /// <summary>Whether there are at least two labels to distinguish.</summary>
    public bool IsPossible => Labels.Count >= 2;

    /// <summary>Creates the plan, with the labels that have a different image for each fold.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="seed">Seed of the folds.</param>
    public static FoldPlan Of(AuditData data, int seed)
    {
        var groups = data.Samples.Zip(data.SampleGroups).GroupBy(s => s.First.Label, s => s.Second, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Distinct().Count(), StringComparer.Ordinal);
        string[] labels = [.. data.Labels.Where(label => groups[label] >= GroupFolds.Count)];
        int[] samples = [.. Enumerable.Range(0, data.Samples.Count).Where(i => groups[data.Samples[i].Label] >= GroupFolds.Count)];
        int[] targets = [.. samples.Select(i => Array.IndexOf(labels, data.Samples[i].Label))];
        return new FoldPlan(
            labels,
            [.. data.Labels.Except(labels, StringComparer.Ordinal)],
            samples,
            targets,
            GroupFolds.Assign(targets, [.. samples.Select(i => data.SampleGroups[i])], seed));
    }

    /// <summary>A plan for at most this many of the samples, taken evenly from each fold and label.</summary>
    public FoldPlan AtMost(int count)
    {
        if (Samples.Count <= count)
        {
            return this;
        }

        // Every n-th sample of each label in each fold, which keeps the shares of labels and folds.
        double step = (double)Samples.Count / count;
        int[] kept = [.. Enumerable.Range(0, Samples.Count).GroupBy(i => (Folds[i], Targets[i]))
            .SelectMany(g => g.Where((_, at) => (int)((at + 1) / step) > (int)(at / step))).Order()];
        return this with
        {
            Samples = [.. kept.Select(i => Samples[i])],
            Targets = [.. kept.Select(i => Targets[i])],
            Folds = [.. kept.Select(i => Folds[i])],
        };
    }

    /// <summary>The positions in <see cref="Samples"/> of a fold's held-out samples, and of all others.</summary>
    public (int[] Fit, int[] Held) Split(int fold) =>
        ([.. Enumerable.Range(0, Samples.Count).Where(i => Folds[i] != fold)],
            [.. Enumerable.Range(0, Samples.Count).Where(i => Folds[i] == fold)]);
}
