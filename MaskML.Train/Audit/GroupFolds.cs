namespace MaskML.Train.Audit;

/// <summary>Folds for cross-validation: stratified by label, with copies of an image in one fold.</summary>
internal static class GroupFolds
{
    /// <summary>Number of folds.</summary>
    public const int Count = 5;

    /// <summary>Assigns samples to folds.</summary>
    /// <param name="labels">The label of each sample.</param>
    /// <param name="groups">The group of each sample; those of one group stay together.</param>
    /// <param name="seed">Another seed gives other folds.</param>
    /// <returns>The fold of each sample, from 0.</returns>
    public static int[] Assign(IReadOnlyList<int> labels, IReadOnlyList<int> groups, int seed)
    {
        int[][] members = [.. Enumerable.Range(0, labels.Count).GroupBy(i => groups[i]).Select(g => g.ToArray())];
        new Random(seed).Shuffle(members);
        Dictionary<int, int> totals = labels.GroupBy(label => label).ToDictionary(g => g.Key, g => g.Count());
        var filled = new Dictionary<(int Fold, int Label), int>();
        int[] sizes = new int[Count];
        int[] folds = new int[labels.Count];

        // Large groups come first, while every fold has room for them. Folds are compared by shares of a label instead of counts, so that
        // in a photo with many faces the rare label counts as much as the frequent one.
        foreach (int[] group in members.OrderByDescending(g => g.Length))
        {
            int fold = Enumerable.Range(0, Count)
                .MinBy(f => (group.Sum(i => filled.GetValueOrDefault((f, labels[i])) / (double)totals[labels[i]]), sizes[f]));
            foreach (int i in group)
            {
                folds[i] = fold;
                filled[(fold, labels[i])] = filled.GetValueOrDefault((fold, labels[i])) + 1;
            }

            sizes[fold] += group.Length;
        }

        return folds;
    }
}
