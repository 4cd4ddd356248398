using MaskML.Predict.Errors;
using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class DatasetScannerTests : IDisposable
{
    private readonly DataFixture data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Label_folders_are_read_in_ordinal_order_whatever_the_case_of_the_extension()
    {
        foreach (
            string file in new[]
            {
                "With Mask/b.JPG", "With Mask/B.jpeg", "With Mask/sub/a.Png", "without-mask/a.bmp",
                "without-mask/z.WEBP", "without-mask/notes.txt", "without-mask/.DS_Store", ".git/x.png",
            })
        {
            data.Write(file, "x");
        }

        ScanResult scan = Scan();

        Assert.Equal(
            ["With Mask/B.jpeg", "With Mask/b.JPG", "With Mask/sub/a.Png", "without-mask/a.bmp", "without-mask/z.WEBP"],
            scan.Files.Select(f => f.RelativePath));
        Assert.Equal(
            ["with_mask", "with_mask", "with_mask", "without_mask", "without_mask"],
            scan.Files.Select(f => Assert.Single(f.Targets).Label));
        Assert.All(scan.Files, f => Assert.Null(f.GivenSplit));
        Assert.Contains(
            scan.Notes, n => n.Contains("1 files without an image extension, such as videos, and 2 hidden ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Train", "Validation", "Test")]
    [InlineData("train", "val", "test")]
    [InlineData("TRAIN", "valid", "TEST")]
    public void Given_splits_are_recognised(string train, string validation, string test)
    {
        foreach (string split in new[] { train, validation, test })
        {
            data.Write($"{split}/WithMask/1.png", "x");
            data.Write($"{split}/WithoutMask/1.png", "x");
        }

        ScanResult scan = Scan();

        Assert.Equal(2, scan.Files.Count(f => f.GivenSplit == Split.Train && f.RelativePath.StartsWith(train, StringComparison.Ordinal)));
        Assert.Equal(
            2, scan.Files.Count(f => f.GivenSplit == Split.Validation && f.RelativePath.StartsWith(validation, StringComparison.Ordinal)));
        Assert.Equal(2, scan.Files.Count(f => f.GivenSplit == Split.Test && f.RelativePath.StartsWith(test, StringComparison.Ordinal)));
        Assert.Equal(["with_mask", "without_mask"], scan.Files.Select(f => f.Targets[0].Label).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Label_may_be_named_test_if_no_folder_is_a_split()
    {
        data.Write("test/1.png", "x");
        data.Write("other/1.png", "x");

        Assert.Equal(["other", "test"], Scan().Files.Select(f => f.Targets[0].Label));
    }

    [Fact]
    public void Labels_are_renamed_and_dropped_by_normalised_keys()
    {
        data.Write("Mask/1.png", "x");
        data.Write("NoMask/1.png", "x");
        data.Write("Worn Wrong/1.png", "x");
        var labels = new Dictionary<string, string?> { ["mask"] = "WithMask", ["worn-wrong"] = null, ["absent"] = "x" };

        ScanResult scan = DatasetScanner.Scan(new DataOptions { Sources = [data.Root], Labels = labels });

        Assert.Equal(["with_mask", "no_mask"], scan.Files.Select(f => f.Targets[0].Label));
        Assert.Contains(
            scan.Notes, n => n.Contains("1 images of", StringComparison.Ordinal) && n.Contains("null", StringComparison.Ordinal));
        Assert.Contains(scan.Notes, n => n.Contains("'absent'", StringComparison.Ordinal));
    }

    [Fact]
    public void Contradicting_label_keys_throw()
    {
        data.Write("a/1.png", "x");
        var labels = new Dictionary<string, string?> { ["WithMask"] = "a", ["with_mask"] = "b" };

        Assert.Contains(
            "with_mask",
            Assert.Throws<UsageException>(() => DatasetScanner.Scan(new DataOptions { Sources = [data.Root], Labels = labels })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Link_to_a_folder_above_is_reported_and_skipped()
    {
        data.Write("a/1.png", "x");
        data.Write("b/1.png", "x");
        Directory.CreateSymbolicLink(Path.Combine(data.Root, "a", "up"), data.Root);
        Directory.CreateSymbolicLink(Path.Combine(data.Root, "a", "self"), Path.Combine(data.Root, "a", "self"));
        Directory.CreateSymbolicLink(Path.Combine(data.Root, "b", "gone"), Path.Combine(data.Root, "nowhere"));

        ScanResult scan = Scan();

        Assert.Equal(["a/1.png", "b/1.png"], scan.Files.Select(f => f.RelativePath));
        Assert.Contains(
            scan.Skipped,
            s => s.RelativePath.StartsWith("a/up", StringComparison.Ordinal) && s.Reason.Contains("leads back", StringComparison.Ordinal));
    }

    [Fact]
    public void Unreadable_folder_is_reported_and_skipped()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs Unix permissions");
            return;
        }

        data.Write("a/1.png", "x");
        data.Write("a/closed/1.png", "x");
        data.Write("b/1.png", "x");
        string closed = Path.Combine(data.Root, "a", "closed");
        File.SetUnixFileMode(closed, UnixFileMode.None);
        try
        {
            Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read every folder");
            Assert.Contains(Scan().Skipped, s => s.RelativePath == "a/closed");
        }
        finally
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Missing_folder_throws_with_its_name()
    {
        string missing = Path.Combine(data.Root, "missing");

        var e = Assert.Throws<InputException>(() => DatasetScanner.Scan(new DataOptions { Sources = [missing] }));

        Assert.Contains(missing, e.Message, StringComparison.Ordinal);
        Assert.Contains("--data", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photo.jpg", "1 images directly in it")]
    [InlineData("with_mask/readme.txt", "'with_mask' without usable images")]
    [InlineData("readme.txt", "no images and no subfolders")]
    public void Folder_without_labelled_images_throws_with_its_content(string file, string expected)
    {
        data.Write(file, "x");

        var e = Assert.Throws<InputException>(Scan);

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("with_mask/ and without_mask/", e.Message, StringComparison.Ordinal);
    }

    private ScanResult Scan() => DatasetScanner.Scan(new DataOptions { Sources = [data.Root] });
}
