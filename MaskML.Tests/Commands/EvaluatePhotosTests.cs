using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Tests of <c>predict evaluate</c> with photos of one face each.</summary>
public sealed class EvaluatePhotosTests : IDisposable
{
    private readonly ModelFolder folder = new();
    private readonly List<string> entries = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Correct_predictions_score_1_in_table_and_JSON()
    {
        Photo("a.png", 210, 64, "WithMask");
        Photo("photos/b.png", 40, 64, "without_mask");
        (CommandLine line, JsonElement json) = await EvaluateAsync();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("none: 2 photos, 2 faces of at least 20 px", line.Output, StringComparison.Ordinal);
        Assert.Contains("recall 100.0 %, precision 100.0 %", line.Output, StringComparison.Ordinal);
        Assert.Contains("macro F1 1.000", line.Output, StringComparison.Ordinal);
        Assert.Equal(1, json.GetProperty("detection").GetProperty("recall").GetDouble());
        Assert.Equal(
            1, json.GetProperty("detection").GetProperty("recallBySize").GetProperty("with_mask").GetProperty("40-80").GetDouble());
        Assert.Equal(
            JsonValueKind.Null,
            json.GetProperty("detection").GetProperty("recallBySize").GetProperty("with_mask").GetProperty("12-20").ValueKind);
        Assert.Equal(1, json.GetProperty("labels").GetProperty("accuracy").GetDouble());
        Assert.Equal(1, json.GetProperty("labels").GetProperty("macroAccuracy").GetDouble());
        Assert.Equal(1, json.GetProperty("endToEnd").GetProperty("without_mask").GetProperty("f1").GetDouble());
        Assert.Equal(1, json.GetProperty("endToEnd").GetProperty("macroF1").GetDouble());
        Assert.True(json.GetProperty("millisecondsPerPhoto").GetDouble() > 0);
    }

    [Fact]
    public async Task Face_with_a_wrong_or_unknown_label_counts_as_found()
    {
        Photo("a.png", 210, 64, "without_mask");
        Photo("b.png", 210, 64, "with_mask");
        Photo("c.png", 210, 64, "mask_weared_incorrect");
        (_, JsonElement json) = await EvaluateAsync();
        Assert.Equal(1, json.GetProperty("detection").GetProperty("recall").GetDouble());
        Assert.Equal(0.5, json.GetProperty("labels").GetProperty("accuracy").GetDouble());
        Assert.Equal(0.5, json.GetProperty("endToEnd").GetProperty("with_mask").GetProperty("precision").GetDouble());
        Assert.False(json.GetProperty("endToEnd").TryGetProperty("mask_weared_incorrect", out _));
    }

    [Fact]
    public async Task Faces_below_the_minimum_size_do_not_count()
    {
        Photo("a.png", 210, 64, "with_mask");
        Photo("b.png", 210, 30, "without_mask");
        (_, JsonElement all) = await EvaluateAsync();
        Assert.Equal(2, all.GetProperty("faces").GetInt32());
        (_, JsonElement large) = await EvaluateAsync("--min-size", "31");
        Assert.Equal(1, large.GetProperty("faces").GetInt32());
        Assert.Equal(1, large.GetProperty("labels").GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public async Task Photo_that_cannot_be_analysed_is_named_and_left_out()
    {
        Photo("a.png", 210, 64, "with_mask");
        Photo("bad.png", 210, 64, "with_mask");
        File.WriteAllText(folder.File("bad.png"), "no picture");
        entries.Add("""{"photo":"gone.png","faces":[]}""");
        (CommandLine line, JsonElement json) = await EvaluateAsync();
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("error: bad.png: the content is not an image", line.Error, StringComparison.Ordinal);
        Assert.Contains("error: gone.png: cannot be read", line.Error, StringComparison.Ordinal);
        Assert.Equal(1, json.GetProperty("photos").GetInt32());
        Assert.Equal(["bad.png", "gone.png"], json.GetProperty("failed").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Several_sets_are_scored_each_for_itself()
    {
        Photo("a.png", 210, 64, "with_mask");
        Write();
        File.Copy(folder.File("annotations.json"), folder.File("right.json"));
        entries.Clear();
        Photo("a.png", 210, 64, "without_mask");
        Write();
        CommandLine line = await RunAsync(
            folder.Path, folder.File("right.json"), folder.Path, folder.File("annotations.json"), "--json", folder.File("out.json"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement sets = JsonDocument.Parse(File.ReadAllBytes(folder.File("out.json"))).RootElement.GetProperty("sets");
        Assert.Equal([1, 0], sets.EnumerateArray().Select(set => set.GetProperty("endToEnd").GetProperty("macroF1").GetDouble()));
        Assert.All(sets.EnumerateArray(), set => Assert.Equal(folder.Path, set.GetProperty("set").GetString()));
        string[] summary = line.Output.TrimEnd().Split('\n')[^3..];
        Assert.StartsWith("set ", summary[0], StringComparison.Ordinal);
        Assert.Contains("1.000", summary[1], StringComparison.Ordinal);
        Assert.Contains("0.000", summary[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluation_without_photos_returns_3()
    {
        entries.Add("""{"photo":"gone.png","faces":[]}""");
        Write();
        CommandLine none = await RunAsync(folder.Path, folder.File("annotations.json"));
        Assert.Equal(ExitCodes.Input, none.ExitCode);
        Assert.Contains("none of its 1 photos could be judged", none.Error, StringComparison.Ordinal);
        CommandLine folderGone = await RunAsync(folder.File("nowhere"), folder.File("annotations.json"));
        Assert.Contains("no such folder", folderGone.Error, StringComparison.Ordinal);
        CommandLine fileGone = await RunAsync(folder.Path, folder.File("nowhere.json"));
        Assert.Equal(ExitCodes.Input, fileGone.ExitCode);
        Assert.Contains("nowhere.json", fileGone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PHOTOS")]
    [InlineData("expected pairs: PHOTOS annotations.json", "photos")]
    [InlineData("Found 3 paths", "photos", "annotations.json", "other")]
    [InlineData("--min-size, expected a whole number from 0 to", "photos", "a.json", "--min-size", "-3")]
    [InlineData("'dlib'", "photos", "a.json", "--detector", "dlib")]
    public async Task Wrong_arguments_are_explained_and_return_2(string message, params string[] args)
    {
        CommandLine line = await CommandLine.RunAsync(["evaluate", .. args]);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task YuNet_finds_nearly_all_masked_faces_of_real_photos()
    {
        string photos = SharedData.Need("data/group-photos");
        string yunet = SharedData.Need("models/face_detection_yunet_2023mar.onnx");
        JsonElement[] all =
            [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(photos, "annotations.json"))).RootElement.EnumerateArray()];
        entries.AddRange(all.Where((_, i) => i % 8 == 0).Select(entry => entry.GetRawText()));
        Write();
        CommandLine line = await CommandLine.RunAsync(
            "evaluate", photos, folder.File("annotations.json"), "--detector", "yunet", "--set", "yunet.model=" + yunet,
            "--json", folder.File("out.json"),
            "--model", Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement json = JsonDocument.Parse(File.ReadAllBytes(folder.File("out.json"))).RootElement;
        JsonElement masked = json.GetProperty("detection").GetProperty("recallBySize").GetProperty("with_mask");
        Assert.InRange(masked.GetProperty("40-80").GetDouble(), 0.88, 1);
        Assert.InRange(masked.GetProperty("20-40").GetDouble(), 0.84, 1);
        Assert.InRange(json.GetProperty("detection").GetProperty("precision").GetDouble(), 0.8, 1);
        Assert.InRange(json.GetProperty("labels").GetProperty("accuracy").GetDouble(), 0.95, 1);
    }

    private async Task<(CommandLine Line, JsonElement Json)> EvaluateAsync(params string[] args)
    {
        Write();
        string json = folder.File("out.json");
        CommandLine line = await RunAsync([folder.Path, folder.File("annotations.json"), "--json", json, .. args]);
        return (line, JsonDocument.Parse(File.ReadAllBytes(json)).RootElement);
    }

    private Task<CommandLine> RunAsync(params string[] args) =>
        CommandLine.RunAsync(["evaluate", .. args, "--model", folder.Model, "--detector", "none"]);

    private void Write() => File.WriteAllText(folder.File("annotations.json"), $"[{string.Join(',', entries)}]");

    private void Photo(string name, int level, int size, string label)
    {
        using Mat photo = TinyModel.Noise(level, 1, size);
        Cv2.ImWrite(folder.File(name), photo);
        string file = Path.GetFileName(name);
        string face = FormattableString.Invariant($$"""{"x":0,"y":0,"width":{{size}},"height":{{size}},"label":"{{label}}"}""");
        entries.Add($$"""{"photo":"{{file}}","faces":[{{face}}]}""");
    }
}
