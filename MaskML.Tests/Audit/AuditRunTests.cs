using MaskML.Tests.Commands;
using MaskML.Train.Audit;
using MaskML.Train.Data;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Audit;

/// <summary>Every planted fault is found, and nothing else is taken for one.</summary>
public sealed class AuditRunTests(PlantedFaults planted) : IClassFixture<PlantedFaults>
{
    private AuditReport Report => planted.Report;

    [Fact]
    public void Text_file_among_images_is_unreadable()
    {
        SkippedInfo unreadable = Assert.Single(Report.Unreadable);
        Assert.Equal("Train/with_mask/text.jpg", unreadable.Path);
        Assert.StartsWith("the content is not an image", unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_are_counted_by_kind()
    {
        Assert.Equal(4, Report.Duplicates.IdenticalCopies);
        Assert.Equal(2, Report.Duplicates.NearCopies);
        Assert.Contains(
            Report.Duplicates.Groups, g => g.Identical && g.Files.SequenceEqual(["Train/with_mask/00004.jpg", "Train/with_mask/copy.jpg"]));
        Assert.Contains(
            Report.Duplicates.Groups,
            g => !g.Identical && g.Files.SequenceEqual(["Train/without_mask/00007.jpg", "Train/without_mask/cropped.png"]));
    }

    [Fact]
    public void Leaks_are_counted_by_split_and_label()
    {
        Assert.Equal(
            [
                new LeakCount("test", "with_mask", 1, 0),
                new LeakCount("train", "with_mask", 2, 0),
                new LeakCount("validation", "with_mask", 1, 0),
                new LeakCount("test", "without_mask", 0, 1),
                new LeakCount("train", "without_mask", 0, 1),
            ],
            Report.Leaks.Counts);
        Assert.Contains(
            new LeakedImage("Test/without_mask/near.jpg", "test", "without_mask", false, "Train/without_mask/00005.jpg", "train"),
            Report.Leaks.Files);
    }

    [Fact]
    public void Picture_with_two_labels_is_a_conflict()
    {
        Conflict conflict = Assert.Single(Report.Conflicts);
        Assert.True(conflict.Identical);
        Assert.Equal(
            [
                new LabelledName("Train/with_mask/conflict.jpg", "with_mask"),
                new LabelledName("Train/without_mask/00009.jpg", "without_mask"),
            ],
            conflict.Images);
    }

    [Fact]
    public void Flipped_labels_are_the_most_suspicious()
    {
        string[] first = [.. Report.Labels.Suspects.Take(10).Select(s => s.Path)];
        Assert.All(planted.Flipped, name => Assert.Contains(name, first));
        Assert.All(Report.Labels.Suspects.Where(s => planted.Flipped.Contains(s.Path)), s => Assert.True(s.SuggestedProbability > 0.5));
        Assert.Equal(Report.Labels.Suspects.Select(s => s.Probability).Order(), Report.Labels.Suspects.Select(s => s.Probability));
    }

    [Fact]
    public void Blank_and_tiny_pictures_are_outliers()
    {
        Assert.Contains(Report.Outliers, o => o is { Path: "Train/without_mask/blank.png", Statistic: "sharpness" } && o.Value < o.Limit);
        Assert.Contains(Report.Outliers, o => o is { Path: "Train/without_mask/tiny.png", Statistic: "pixels", Value: 81 });
    }

    [Fact]
    public void Drawn_faces_have_no_shortcut_by_file_or_size()
    {
        Assert.Equal((0.5, 0.75), (Report.Shortcuts.Chance, Report.Shortcuts.WarnAbove));
        Assert.All(
            Report.Shortcuts.Scores.Where(s => s.Name is "file size" or "image size" or "aspect ratio" or "JPEG quality" or "sharpness"),
            s => Assert.False(s.Warns, s.Name));
    }

    [Fact]
    public void Balance_is_counted()
    {
        Assert.Contains(new LabelCount("with_mask", "train", 70 + 1 + 1 - 3 + 2), Report.Balance.Counts);
        Assert.Empty(Report.Balance.Problems);
        Assert.Equal(Report.Images, Report.Balance.Counts.Sum(c => c.Count));
    }

    [Fact]
    public void Second_audit_uses_the_cache_and_has_equal_findings()
    {
        DateTime[] written = Written();
        Assert.Equal(ReportJson.Of(Report), ReportJson.Of(planted.Audit().Report));
        Assert.Equal(written.Length, Written().Length);

        DateTime[] Written() =>
        [
            .. Directory.GetFiles(planted.Cache, "*.seg", SearchOption.AllDirectories).Select(File.GetCreationTimeUtc),
        ];
    }

    [Fact]
    public void Clean_list_keeps_one_copy_the_test_copy_of_a_leak_and_nothing_of_a_conflict()
    {
        Dictionary<string, string> list = CleanList.Of(Report, planted.Data, 0.95)
            .ToDictionary(e => e.Name, e => e.Reason, StringComparer.Ordinal);
        Assert.Equal("leak: the same bytes as Test/with_mask/leak.jpg", list["Train/with_mask/00000.jpg"]);
        Assert.Equal("leak: the same bytes as Val/with_mask/leak.jpg", list["Train/with_mask/00002.jpg"]);
        Assert.Equal("leak: the same picture as Test/without_mask/near.jpg", list["Train/without_mask/00005.jpg"]);
        Assert.Equal("duplicate: the same bytes as Train/with_mask/00004.jpg", list["Train/with_mask/copy.jpg"]);
        Assert.Equal("duplicate: the same picture as Train/without_mask/00007.jpg", list["Train/without_mask/cropped.png"]);
        Assert.StartsWith("conflict: the same picture is without_mask as", list["Train/with_mask/conflict.jpg"], StringComparison.Ordinal);
        Assert.StartsWith("conflict: the same picture is with_mask as", list["Train/without_mask/00009.jpg"], StringComparison.Ordinal);
        Assert.All(list.Keys.Except(planted.Flipped).Where(name => list[name].StartsWith("label:", StringComparison.Ordinal)), name =>
            Assert.True(Report.Labels.Suspects.Single(s => s.Path == name).SuggestedProbability >= 0.95));
        Assert.DoesNotContain(CleanList.Of(Report, planted.Data, 1.01), e => e.Reason.StartsWith("label:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cleaned_data_is_clean_and_trains()
    {
        string list = planted.At("../clean.txt");
        ExclusionFile.Write(list, "test", CleanList.Of(Report, planted.Data, 0.95));
        (AuditReport clean, _) = planted.Audit($"data.exclude={list}");
        Assert.Equal((0, 0, 0), (clean.Duplicates.Copies, clean.Leaks.Files.Count, clean.Conflicts.Count));
        Assert.Equal(Report.Files - clean.Excluded.Count, clean.Files);

        File.WriteAllText(
            planted.At("../mlconfig.json"),
            """{ "runs": "runs", "cache": { "directory": "cache" }, "views": { "count": 0 }, "head": { "l2": [100] } }""");
        CommandLine train = await CommandLine.TrainAsync(
            "train", "--config", planted.At("../mlconfig.json"), "--data", planted.Folder, "--exclude", list);
        Assert.True(train.ExitCode == 0, train.Error);
        string markdown = File.ReadAllText(Path.Combine(Directory.GetDirectories(planted.At("../runs")).Single(), "report.md"));
        Assert.Contains("excluded by clean.txt: conflict", markdown, StringComparison.Ordinal);
    }
}
