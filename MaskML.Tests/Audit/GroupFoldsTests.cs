using FsCheck.Xunit;
using MaskML.Train.Audit;
using Xunit;

namespace MaskML.Tests.Audit;

public sealed class GroupFoldsTests
{
    [Property]
    public bool Copies_are_in_one_fold(int seed)
    {
        (int[] labels, int[] groups) = Make(seed);
        int[] folds = GroupFolds.Assign(labels, groups, seed);
        return Enumerable.Range(0, groups.Length).GroupBy(i => groups[i]).All(g => g.Select(i => folds[i]).Distinct().Count() == 1);
    }

    [Property]
    public bool Labels_are_spread_evenly_as_far_as_their_groups_allow(int seed)
    {
        (int[] labels, int[] groups) = Make(seed);
        int[] folds = GroupFolds.Assign(labels, groups, seed);
        int largest = groups.GroupBy(g => g).Max(g => g.Count());
        return labels.Distinct().All(label =>
        {
            int[] counts =
            [
                .. Enumerable.Range(0, GroupFolds.Count)
                    .Select(f => Enumerable.Range(0, labels.Length).Count(i => labels[i] == label && folds[i] == f)),
            ];
            return counts.Max() - counts.Min() <= largest;
        });
    }

    [Property]
    public bool Label_with_five_groups_or_more_is_in_every_fold(int seed)
    {
        (int[] labels, int[] groups) = Make(seed);
        int[] folds = GroupFolds.Assign(labels, groups, seed);
        return labels.Distinct().All(label =>
        {
            int[] own = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
            return own.Select(i => groups[i])
                .Distinct().Count() < GroupFolds.Count || own.Select(i => folds[i]).Distinct().Count() == GroupFolds.Count;
        });
    }

    [Fact]
    public void Rare_label_in_photos_with_many_faces_is_in_every_fold()
    {
        // 60 photos of ten faces; in ten of them one face has the rare label.
        int[] groups = [.. Enumerable.Range(0, 600).Select(i => i / 10)];
        int[] labels = [.. Enumerable.Range(0, 600).Select(i => i % 10 == 0 && groups[i] % 6 == 0 ? 1 : 0)];
        int[] folds = GroupFolds.Assign(labels, groups, 1);
        Assert.All(
            Enumerable.Range(0, GroupFolds.Count),
            f => Assert.Equal(2, Enumerable.Range(0, 600).Count(i => labels[i] == 1 && folds[i] == f)));
        Assert.All(Enumerable.Range(0, GroupFolds.Count), f => Assert.Equal(120, folds.Count(fold => fold == f)));
    }

    [Fact]
    public void Folds_depend_only_on_the_seed()
    {
        (int[] labels, int[] groups) = Make(1);
        Assert.Equal(GroupFolds.Assign(labels, groups, 7), GroupFolds.Assign(labels, groups, 7));
        Assert.NotEqual(GroupFolds.Assign(labels, groups, 7), GroupFolds.Assign(labels, groups, 8));
    }

    /// <summary>Up to three labels; groups of one to four samples, each of one label.</summary>
    private static (int[] Labels, int[] Groups) Make(int seed)
    {
        var random = new Random(seed);
        var labels = new List<int>();
        var groups = new List<int>();
        int count = random.Next(12, 60);
        for (int group = 0; group < count; group++)
        {
            int label = random.Next(3);
            int size = random.Next(8) == 0 ? random.Next(2, 5) : 1;
            labels.AddRange(Enumerable.Repeat(label, size));
            groups.AddRange(Enumerable.Repeat(group, size));
        }

        return ([.. labels], [.. groups]);
    }
}
