namespace MaskML.Train.Audit;

/// <summary>Which samples can be judged by a model that has not seen them, and in which fold each is.</summary>
/// <param name="Labels">Labels with enough different images.</param>
/// <param name="TooFew">Labels without.</param>
/// <param name="Samples">Indices of the samples of those labels.</param>
/// <param name="Targets">For each of them the index of its label in <paramref name="Labels"/>.</param>
/// <param name="Folds">For each of them its fold.</param>
internal sealed record FoldPlan(
    IReadOnlyList<string> Labels, IReadOnlyList<string> TooFew, IReadOnlyList<int> Samples, IReadOnlyList<int> Targets, IReadOnlyList<int> Folds)
{
    /// <summary>Whether there is something to tell apart.</summary>
    public bool IsPossible => Labels.Count >= 2;

    /// <summary>Makes the plan: a label takes part if each fold can have an image of it that is no copy of another.</summary>
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

    /// <summary>The same plan for at most so many samples, taken evenly from each fold and label.</summary>
    public FoldPlan AtMost(int count)
    {
        if (Samples.Count <= count)
        {
            return this;
        }

        // Every n-th of each label in each fold: the shares of labels and folds stay as they are.
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

    /// <summary>Places, in <see cref="Samples"/>, of what a fold holds back, and of all others.</summary>
    public (int[] Fit, int[] Held) Split(int fold) =>
        ([.. Enumerable.Range(0, Samples.Count).Where(i => Folds[i] != fold)], [.. Enumerable.Range(0, Samples.Count).Where(i => Folds[i] == fold)]);
}
