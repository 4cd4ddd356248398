using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string half;
    private readonly string good;

    public CompareCommandTests()
    {
        File.WriteAllText(folder.File("mlconfig.json"), """{ "runs": "runs", "cache": { "directory": "" } }""");
        half = MadeRun.Write(folder.File("runs"), MadeRun.Answers(400, wrongEvery: 5));
        good = MadeRun.Write(folder.File("runs"), MadeRun.Answers(400, wrongEvery: 50));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Identical_runs_do_not_differ()
    {
        CommandLine line = await Compare(half, half, "--fail-if-worse", "macroAccuracy", "--fail-if-worse", "logLoss");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("no difference (accuracy 0.00 points, p = 1;", line.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("better", line.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("worse", line.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Significantly_better_run_is_reported_as_better()
    {
        // The old run has 80 errors, the new one 8 of the same.
        CommandLine line = await Compare(half, good, "--fail-if-worse", "accuracy", "--json", folder.File("c.json"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains(
            "better (accuracy +18.00 points, p < 0.0001; 72 of 400 images only the new one gets right, 0 only the old one)",
            line.Output,
            StringComparison.Ordinal);
        JsonElement item = JsonDocument.Parse(File.ReadAllBytes(folder.File("c.json"))).RootElement.GetProperty("comparisons")[0];
        Assert.Equal("better", item.GetProperty("verdict").GetString());
        JsonElement accuracy = item.GetProperty("metrics")[0];
        Assert.Equal(
            ("accuracy", 0.8, 0.98),
            (accuracy.GetProperty("name").GetString(), accuracy.GetProperty("old").GetDouble(), accuracy.GetProperty("new").GetDouble()));
        Assert.Equal(72, item.GetProperty("newlyRight").GetArrayLength());
        Assert.Equal(0, item.GetProperty("newlyWrong").GetArrayLength());
        Assert.InRange(0.18, accuracy.GetProperty("interval95")[0].GetDouble(), accuracy.GetProperty("interval95")[1].GetDouble());
    }

    [Fact]
    public async Task Run_that_is_worse_in_a_gated_metric_returns_4_after_the_table()
    {
        CommandLine line = await Compare(good, half, "--fail-if-worse", "MACROaccuracy", "--fail-if-worse", "rocAuc");
        Assert.Equal(ExitCodes.Gate, line.ExitCode);
        Assert.Contains("worse (accuracy -18.00 points", line.Output, StringComparison.Ordinal);
        Assert.Contains("macroAccuracy of " + Path.GetFileName(half) + " is 0.8", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Compare(good, half)).ExitCode);
    }

    [Fact]
    public async Task Runs_are_found_by_name_and_all_are_compared_with_the_first()
    {
        CommandLine line = await Compare(Path.GetFileName(half), Path.GetFileName(good), half);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Equal(2, Regex.Count(line.Output, $"against {Path.GetFileName(half)}"));
    }

    [Fact]
    public async Task Runs_with_different_test_images_and_folders_without_a_run_are_refused()
    {
        string other = MadeRun.Write(folder.File("runs"), MadeRun.Answers(400, 5), data: "elsewhere");
        CommandLine line = await Compare(half, other);
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("they have none in common", line.Error, StringComparison.Ordinal);
        Assert.Contains("--on DIR", line.Error, StringComparison.Ordinal);
        Assert.Contains("no such run", (await Compare(half, "nothing")).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await Compare(half)).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await Compare(half, good, "--fail-if-worse", "beauty")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await Compare(Path.Combine(half, "model.zip"), Path.Combine(good, "model.zip"))).ExitCode);
    }

    [Fact]
    public async Task Damaged_run_is_refused_with_the_name_of_its_file()
    {
        string predictions = Path.Combine(good, "predictions.csv");
        File.WriteAllLines(predictions, File.ReadLines(predictions).SkipLast(1).ToArray());
        CommandLine line = await Compare(half, good);
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("predictions.csv: cannot be read: 399 test images, metrics.json says 400", line.Error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(good, "metrics.json"), "{}");
        Assert.Contains(
            "metrics.json: not the metrics of a run of this version", (await Compare(half, good)).Error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(good, "metrics.json"), "{");
        Assert.Equal(ExitCodes.Input, (await Compare(half, good)).ExitCode);
    }

    [Fact]
    public async Task Reports_show_the_changed_images_with_pictures_if_present()
    {
        Directory.CreateDirectory(folder.File("data"));
        foreach (int i in new[] { 4, 9 })
        {
            using Mat picture = TinyModel.Noise(120, i);
            Cv2.ImEncode(".png", picture, out byte[] png);
            File.WriteAllBytes(folder.File($"data/data-{i:000000}.jpg"), png);
        }

        string html = folder.File("c.html");
        CommandLine line = await Compare(half, good, "--html", html, "--markdown", folder.File("c.md"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        string page = File.ReadAllText(html);
        Assert.Contains("Only the new one gets right (72)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Only the old one gets right (0)", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "data:image/jpeg"));
        Assert.Contains("no picture", page, StringComparison.Ordinal);
        string markdown = File.ReadAllText(folder.File("c.md"));
        Assert.Contains("| accuracy | 80.00 % | 98.00 % | +18.00 points |", markdown, StringComparison.Ordinal);
        Assert.Contains("- `data-000004.jpg`: without_mask → with_mask", markdown, StringComparison.Ordinal);
        File.WriteAllText(folder.File("file"), "");
        Assert.Equal(ExitCodes.Input, (await Compare(half, good, "--html", folder.Path + "/file/c.html")).ExitCode);
    }

    [Fact]
    public async Task Zips_and_runs_are_scored_on_a_folder()
    {
        // This model takes bright images for unmasked.
        File.WriteAllBytes(folder.File("swapped.zip"), TinyModel.Make(["without_mask", "with_mask"]));
        for (int i = 0; i < 24; i++)
        {
            using Mat picture = TinyModel.Noise(i % 2 == 0 ? 200 : 50, i);
            Cv2.ImEncode(".png", picture, out byte[] png);
            File.WriteAllBytes(folder.File($"on/{TrainingFolder.TwoLabels[i % 2]}/{i}.png"), png);
        }

        string zip = Path.Combine(half, "model.zip");
        CommandLine line =
            await Compare(zip, folder.File("swapped.zip"), half, "--on", folder.File("on"), "--html", folder.File("on.html"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains(
            $"{folder.File("swapped.zip")} against {zip}: worse (accuracy -100.00 points", line.Output, StringComparison.Ordinal);
        Assert.Contains($"{half} against {zip}: no difference (accuracy 0.00 points, p = 1", line.Output, StringComparison.Ordinal);
        Assert.Equal(24, Regex.Count(File.ReadAllText(folder.File("on.html")), "data:image/jpeg"));
    }

    private Task<CommandLine> Compare(params string[] args) =>
        CommandLine.TrainAsync(["compare", "--config", folder.File("mlconfig.json"), .. args]);
}
