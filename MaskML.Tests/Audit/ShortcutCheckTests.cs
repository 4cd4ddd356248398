using MaskML.Predict.Progress;
using MaskML.Train.Audit;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Audit;

public sealed class ShortcutCheckTests
{
    private const int PerLabel = 50;

    [Fact]
    public void Noise_has_no_shortcut_and_scores_are_reproducible()
    {
        ShortcutFinding finding = Run(2, (random, _) => Noise(random));
        Assert.Equal(
            finding.Scores.Select(s => s.BalancedAccuracy), Run(2, (random, _) => Noise(random)).Scores.Select(s => s.BalancedAccuracy));
        Assert.Equal(2 * PerLabel, finding.Images);
        Assert.All(finding.Scores, s => Assert.False(s.Warns, $"{s.Name} {s.BalancedAccuracy}"));
    }

    [Fact]
    public void Shortcut_of_combined_thresholds_is_found()
    {
        // Neither mean tells the labels apart: one label is in the middle, the other on both sides of it.
        ShortcutFinding finding = Run(2, (random, label) => Noise(random) with
        {
            LuminanceQuality = label == 0 ? random.Next(60, 70) : random.Next(2) == 0 ? random.Next(40, 60) : random.Next(70, 90),
        });
        ShortcutScore quality = finding.Scores.Single(s => s.Name == "JPEG quality");
        Assert.True(quality.Warns);
        Assert.InRange(quality.BalancedAccuracy, 0.95, 1);
        Assert.True(finding.Scores.Single(s => s.Name == "all together").Warns);
        Assert.False(finding.Scores.Single(s => s.Name == "colour").Warns);
        Assert.Equal(["label0", "label1"], quality.Medians["brightness quality"].Keys);
    }

    [Fact]
    public void Warning_bound_of_three_labels_is_half_way_from_guessing()
    {
        ShortcutFinding finding = Run(3, (random, label) => Noise(random) with { FileBytes = (1000 * label) + random.Next(900) });
        Assert.Equal(2 / 3.0, finding.WarnAbove, 12);
        Assert.True(finding.Scores.Single(s => s.Name == "file size").Warns);
    }

    [Fact]
    public void Rare_label_counts_as_much_as_a_frequent_one()
    {
        // Always answering the frequent label would be right nine times of ten; balanced accuracy stays at guessing.
        ShortcutFinding finding = Run(2, (random, _) => Noise(random), label => label == 0 ? 10 : 90);
        Assert.All(finding.Scores, s => Assert.InRange(s.BalancedAccuracy, 0.2, 0.75));
    }

    [Fact]
    public void Single_label_has_no_scores() => Assert.Empty(Run(1, (random, _) => Noise(random)).Scores);

    private static SampleStatistics Noise(Random random)
    {
        float[] n = [.. Enumerable.Range(0, 17).Select(_ => (float)(random.NextDouble() * 100) + 1)];
        return new SampleStatistics(
            n[0], n[1], n[2], n[3], n[4], 0, n[6], n[7], n[8], n[9], n[10], n[11], n[12], n[13], n[14], n[15], n[16]);
    }

    private static ShortcutFinding Run(int labels, Func<Random, int, SampleStatistics> measure, Func<int, int>? count = null)
    {
        var random = new Random(3);
        int[] targets = [.. Enumerable.Range(0, labels).SelectMany(label => Enumerable.Repeat(label, count?.Invoke(label) ?? PerLabel))];
        SampleStatistics[] statistics = [.. targets.Select(label => measure(random, label))];
        AuditData data = AuditSubject.Of(
            [.. targets.Select((label, i) => ($"{i:0000}.jpg", $"label{label}", (Split?)null, (Rect?)null, i))]);
        return new ShortcutCheck(1, NullProgress.Instance).Run(FoldPlan.Of(data, 1), statistics, default);
    }
}
