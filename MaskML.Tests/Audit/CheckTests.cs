using MaskML.Train.Audit;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Audit;

/// <summary>The checks that look at names, splits and copies alone.</summary>
public sealed class CheckTests
{
    [Fact]
    public void Identical_and_near_copies_of_one_group_are_counted_separately()
    {
        AuditData data = AuditSubject.Of(
            [("a.jpg", "x", null, null, 1), ("b.jpg", "x", null, null, 1), ("c.jpg", "x", null, null, 2), ("d.jpg", "x", null, null, 3)],
            [0, 0, 0, 3]);
        DuplicateFinding finding = DuplicateCheck.Run(data);
        Assert.Equal((1, 1), (finding.IdenticalCopies, finding.NearCopies));
        DuplicateSet group = Assert.Single(finding.Groups);
        Assert.False(group.Identical);
        Assert.Equal(["a.jpg", "b.jpg", "c.jpg"], group.Files);
    }

    [Fact]
    public void Leak_names_an_identical_copy_before_a_near_one()
    {
        AuditData data = AuditSubject.Of(
            [("a.jpg", "x", Split.Train, null, 1), ("b.jpg", "x", Split.Validation, null, 1), ("c.jpg", "x", Split.Test, null, 2)],
            [0, 0, 0]);
        Assert.Equal(
            [
                new LeakedImage("a.jpg", "train", "x", true, "b.jpg", "validation"),
                new LeakedImage("b.jpg", "validation", "x", true, "a.jpg", "train"),
                new LeakedImage("c.jpg", "test", "x", false, "b.jpg", "validation"),
            ],
            LeakCheck.Run(data).Files);
    }

    [Fact]
    public void Copies_in_one_split_or_without_a_split_are_no_leak()
    {
        AuditData data = AuditSubject.Of(
            [("a.jpg", "x", Split.Train, null, 1), ("b.jpg", "x", Split.Train, null, 1), ("c.jpg", "x", null, null, 1)]);
        Assert.Empty(LeakCheck.Run(data).Files);
    }

    [Fact]
    public void Overlapping_boxes_with_different_labels_are_a_conflict()
    {
        var box = new Rect(10, 10, 40, 40);
        AuditData data = AuditSubject.Of(
        [
            ("a.jpg", "with_mask", null, box, 1), ("b.jpg", "without_mask", null, new Rect(12, 9, 40, 40), 1),
            ("c.jpg", "with_mask", null, new Rect(60, 10, 40, 40), 1), ("d.jpg", "without_mask", null, box, 2),
        ]);
        Conflict conflict = Assert.Single(ConflictCheck.Run(data));
        Assert.Equal(["a.jpg#10,10,40,40", "b.jpg#12,9,40,40"], conflict.Images.Select(i => i.Path));
    }

    [Fact]
    public void Unbalanced_labels_and_a_label_missing_from_a_split_are_problems()
    {
        AuditData data = AuditSubject.Of(
        [
            .. Enumerable.Range(0, 40).Select(i => ($"{i}.jpg", "many", (Split?)(i < 30 ? Split.Train : Split.Test), (Rect?)null, i)),
            .. Enumerable.Range(40, 10).Select(i => ($"{i}.jpg", "few", (Split?)Split.Train, (Rect?)null, i)),
        ]);
        BalanceFinding finding = BalanceCheck.Run(data);
        Assert.Equal(4, finding.Ratio);
        Assert.Equal(["many has 4 times the images of few (40 and 10)", "test has no image of few"], finding.Problems);
        Assert.Equal(
            [new LabelCount("few", "train", 10), new LabelCount("many", "train", 30), new LabelCount("many", "test", 10)], finding.Counts);
    }

    [Fact]
    public void Label_with_few_different_images_is_not_in_the_plan()
    {
        AuditData data = AuditSubject.Of(
        [
            .. Enumerable.Range(0, 12).Select(i => ($"{i}.jpg", i % 2 == 0 ? "a" : "b", (Split?)null, (Rect?)null, i)),
            .. Enumerable.Range(20, 9).Select(i => ($"{i}.jpg", "copies", (Split?)null, (Rect?)null, 100 + (i % 4))),
        ]);
        FoldPlan plan = FoldPlan.Of(data, 1);
        Assert.Equal(["a", "b"], plan.Labels);
        Assert.Equal(["copies"], plan.TooFew);
        Assert.Equal(12, plan.Samples.Count);
        Assert.Equal(Enumerable.Range(0, 5), plan.Folds.Distinct().Order());
    }

    [Fact]
    public void Smaller_plan_keeps_the_shares_of_labels_and_folds()
    {
        AuditData data = AuditSubject.Of(
            [.. Enumerable.Range(0, 1000).Select(i => ($"{i:000}.jpg", i % 4 == 0 ? "a" : "b", (Split?)null, (Rect?)null, i))]);
        FoldPlan plan = FoldPlan.Of(data, 1).AtMost(200);
        Assert.Equal(200, plan.Samples.Count);
        Assert.Equal(50, plan.Targets.Count(t => t == 0));
        Assert.All(Enumerable.Range(0, 5), fold => Assert.Equal(40, plan.Folds.Count(f => f == fold)));
        Assert.Equal(plan.Samples.Order(), plan.Samples);
    }

    [Fact]
    public void Single_different_image_is_the_only_outlier()
    {
        AuditData data = AuditSubject.Of([.. Enumerable.Range(0, 50).Select(i => ($"{i:00}.jpg", "x", (Split?)null, (Rect?)null, i))]);
        SampleStatistics usual = new() { Width = 100, Height = 100, Sharpness = 500 };
        SampleStatistics[] statistics = [.. Enumerable.Range(0, 50).Select(i => usual with { Width = 100 + (i % 10) })];
        Assert.Empty(OutlierCheck.Run(data, statistics));
        statistics[7] = usual with { Height = 500 };
        Assert.Equal(["aspect ratio", "pixels"], OutlierCheck.Run(data, statistics).Select(o => o.Statistic).Order());
        statistics[7] = usual with { Sharpness = 0 };
        Outlier blurred = Assert.Single(OutlierCheck.Run(data, statistics));
        Assert.Equal(("07.jpg", "sharpness", 0.0), (blurred.Path, blurred.Statistic, blurred.Value));
        statistics[7] = usual with { Sharpness = 1e6f };
        Assert.Empty(OutlierCheck.Run(data, statistics));
    }

    [Fact]
    public void Wrong_label_is_excluded_from_training_but_not_from_a_given_test_split()
    {
        AuditData data = AuditSubject.Of(
            [
                ("train.jpg", "x", Split.Train, null, 1), ("test.jpg", "x", Split.Test, null, 2),
                ("sure.jpg", "y", Split.Train, null, 3), ("own.jpg", "y", null, null, 4),
            ]);
        SuspectLabel[] suspects =
        [
            .. data.Samples.Select(
                s => new SuspectLabel(
                    s.File.RelativePath, s.Label, 0.04, "z", s.Label == "x" || s.File.GivenSplit is null ? 0.96 : 0.94, true)),
        ];
        AuditReport report = new(
            [],
            4,
            4,
            "",
            [],
            [],
            [],
            DuplicateCheck.Run(data),
            LeakCheck.Run(data),
            [],
            new LabelFinding(4, 4, 4, new Dictionary<string, double>(), suspects, []),
            BalanceCheck.Run(data),
            [],
            new ShortcutFinding(0, 0.5, 0.75, []));
        Assert.Equal(
            [new Exclusion("own.jpg", "label: z with probability 0.960"), new Exclusion("train.jpg", "label: z with probability 0.960")],
            CleanList.Of(report, data, 0.95));
    }
}
