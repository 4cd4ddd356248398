using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class AuditCommandTests : IDisposable
{
    private readonly TrainingFolder folder = new(imagesPerLabel: 12);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Audit_prints_its_findings_and_writes_them_as_JSON_and_HTML()
    {
        File.Copy(folder.Place("data/with_mask/000.png"), folder.Place("data/with_mask/copy & paste.png"));
        CommandLine line = await Audit("--json", folder.Place("out/audit.json"), "--html", folder.Place("out/audit.html"));
        Assert.Equal(
            (ExitCodes.Done, ""),
            (line.ExitCode, string.Concat(line.Error.Split('\n').Where(l => l.StartsWith("warning", StringComparison.Ordinal)))));
        Assert.Equal(
            ["images", "unreadable", "duplicates", "leaks", "conflicts", "labels", "balance", "outliers", "shortcuts"],
            line.Lines.Where(l => l[0] != ' ').Select(l => l.Split(' ')[0]));
        Assert.Contains("1 copies in 1 groups: 1 byte-identical, 0 near", line.Output, StringComparison.Ordinal);

        JsonElement json = JsonDocument.Parse(File.ReadAllBytes(folder.Place("out/audit.json"))).RootElement;
        Assert.Equal(25, json.GetProperty("images").GetInt32());
        Assert.Equal(1, json.GetProperty("duplicates").GetProperty("copies").GetInt32());

        string html = File.ReadAllText(folder.Place("out/audit.html"));
        Assert.Contains("copy &amp; paste.png", html, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/jpeg;base64,", html, StringComparison.Ordinal);
        Assert.DoesNotContain("no picture", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_of_a_forbidden_kind_return_4_after_the_report()
    {
        File.WriteAllText(folder.Place("data/with_mask/text.jpg"), "text");
        CommandLine line = await Audit("--fail-on", "leaks,unreadable", "--fail-on", "conflicts");
        Assert.Equal(ExitCodes.Gate, line.ExitCode);
        Assert.Contains("error: --fail-on: unreadable: 1 files, folders or boxes cannot be used.", line.Error, StringComparison.Ordinal);
        Assert.Contains("with_mask/text.jpg: the content is not an image", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Audit("--fail-on", "leaks,conflicts,duplicates")).ExitCode);
    }

    [Theory]
    [InlineData("leaks,typos", "found 'typos', expected some of unreadable, duplicates, leaks")]
    [InlineData("", "found ''")]
    [InlineData("leaks,,labels", "found ''")]
    public async Task Unknown_kind_of_finding_returns_2(string kinds, string expected)
    {
        CommandLine line = await Audit("--fail-on", kinds);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains(expected, line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Output);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    public async Task Probability_out_of_range_returns_2(string value)
    {
        CommandLine line = await Audit("--wrong-above", value);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
    }

    [Fact]
    public async Task Training_leaves_out_the_images_of_the_clean_list()
    {
        File.Copy(folder.Place("data/with_mask/000.png"), folder.Place("data/without_mask/conflict.png"));
        string list = folder.Place("clean.txt");
        CommandLine audit = await Audit("--write-clean", list);
        Assert.Equal(ExitCodes.Done, audit.ExitCode);
        Assert.Contains(
            "without_mask/conflict.png\t# conflict: the same picture is with_mask as with_mask/000.png",
            File.ReadAllText(list),
            StringComparison.Ordinal);

        CommandLine train = await folder.TrainAsync("--exclude", list);
        Assert.True(train.ExitCode == ExitCodes.Done, train.Error);
        JsonElement data =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.RunFolders.Single(), "metrics.json"))).RootElement.GetProperty("data");
        Assert.Contains(
            data.GetProperty("skipped").EnumerateArray(),
            s => s.GetProperty("reason").GetString()!.StartsWith("excluded by clean.txt: conflict", StringComparison.Ordinal));

        File.AppendAllText(list, "with_mask/gone.png\n");
        CommandLine warned = await Audit("--exclude", list);
        Assert.Contains("warning: ", warned.Error, StringComparison.Ordinal);
        Assert.Contains("the first: with_mask/gone.png", warned.Error, StringComparison.Ordinal);
        Assert.Contains("excluded ", warned.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_works_on_one_label_with_two_images()
    {
        Directory.Delete(folder.Place("data/without_mask"), recursive: true);
        foreach (string file in Directory.GetFiles(folder.Place("data/with_mask")).Skip(2))
        {
            File.Delete(file);
        }

        CommandLine line = await Audit("--html", folder.Place("audit.html"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("with_mask has too few images to be judged", line.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_usable_images_returns_3()
    {
        foreach (string file in Directory.GetFiles(folder.Data, "*.png", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(file, [1, 2, 3]);
        }

        CommandLine line = await Audit();
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("can be used: 24 cannot be read", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotated_faces_are_named_by_their_boxes()
    {
        var random = new Random(5);
        var photos = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            using var photo =
                new Mat(120, 240, MatType.CV_8UC3, new Scalar(random.Next(80, 150), random.Next(80, 150), random.Next(80, 150)));
            for (int label = 0; label < 2; label++)
            {
                using Mat face = Patch.Draw(label, (10 * i) + label, 60);
                using var place = new Mat(photo, new Rect((120 * label) + 20, 30, 60, 60));
                face.CopyTo(place);
            }

            Cv2.ImWrite(folder.Place($"photos/photos/{i}.png"), photo);
            const string Masked = """{"x":20,"y":30,"width":60,"height":60,"label":"with_mask"}""";
            const string Bare = """{"x":140,"y":30,"width":60,"height":60,"label":"without_mask"}""";
            photos.Add($$"""{"photo":"{{i}}.png","width":240,"height":120,"faces":[{{Masked}},{{Bare}}]}""");
        }

        File.WriteAllText(folder.Place("photos/annotations.json"), $"[{string.Join(',', photos)}]");
        CommandLine line = await CommandLine.TrainAsync(
            "audit",
            folder.Place("photos"),
            "--config",
            folder.Config,
            "--json",
            folder.Place("audit.json"),
            "--html",
            folder.Place("audit.html"));
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        Assert.Contains("12 in 6 files: with_mask 6, without_mask 6", line.Output, StringComparison.Ordinal);
        JsonElement suspects =
            JsonDocument.Parse(File.ReadAllBytes(folder.Place("audit.json"))).RootElement.GetProperty("labels").GetProperty("suspects");
        Assert.All(
            suspects.EnumerateArray(), s => Assert.Matches(@"^photos/\d\.png#(20|140),30,60,60$", s.GetProperty("path").GetString()!));
    }

    private Task<CommandLine> Audit(params string[] args) =>
        CommandLine.TrainAsync(["audit", folder.Data, "--config", folder.Config, .. args]);
}
