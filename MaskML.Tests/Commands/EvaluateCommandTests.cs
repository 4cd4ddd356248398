using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public EvaluateCommandTests()
    {
        Write("With Mask", 210);
        Write("WithoutMask", 40);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Labels_match_in_any_spelling()
    {
        string json = folder.File("out/figures.json");
        CommandLine line = await Evaluate("--json", json);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Matches(@"evaluation +accuracy 100\.00 %.* 24 images", line.Output);
        Assert.Contains("with_mask: precision 100.00 %, recall 100.00 %, F1 100.00 %, 12 images", line.Output, StringComparison.Ordinal);
        JsonElement evaluation = JsonDocument.Parse(File.ReadAllBytes(json)).RootElement.GetProperty("evaluation");
        Assert.Equal(24, evaluation.GetProperty("count").GetInt32());
        Assert.Equal(1, evaluation.GetProperty("macroAccuracy").GetDouble());
        Assert.Equal(["with_mask", "without_mask"], evaluation.GetProperty("perLabel").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Predictions_are_written_as_those_of_a_run()
    {
        string csv = folder.File("out/predictions.csv");
        Assert.Equal(ExitCodes.Done, (await Evaluate("--predictions", csv)).ExitCode);
        string[] rows = File.ReadAllLines(csv);
        Assert.Equal("path,split,actual,predicted,with_mask,without_mask,content,group", rows[0]);
        Assert.Equal(24, rows.Length - 1);
        Assert.All(
            rows.Skip(1), row => Assert.Matches("^(With Mask/.*,with_mask,with_mask|WithoutMask/.*,without_mask,without_mask),", row));
    }

    [Fact]
    public async Task Metrics_are_those_of_the_model()
    {
        string json = folder.File("figures.json");
        await Evaluate("--json", json);
        CommandLine warm = await Evaluate("--json", folder.File("warm.json"));
        Assert.Equal(ExitCodes.Done, warm.ExitCode);
        Assert.Equal(File.ReadAllText(json), File.ReadAllText(folder.File("warm.json")));
    }

    [Fact]
    public async Task Missed_gate_returns_4_after_the_metrics()
    {
        CommandLine line = await Evaluate("--fail-under", "accuracy=1", "--fail-under", "ece=0.0000001");
        Assert.Equal(ExitCodes.Gate, line.ExitCode);
        Assert.Contains("ece is", line.Error, StringComparison.Ordinal);
        Assert.Contains("evaluation", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await Evaluate("--fail-under", "accuracy")).ExitCode);
    }

    [Fact]
    public async Task Unknown_labels_are_mapped_or_left_out_with_a_warning()
    {
        Write("mask_weared_incorrect", 200);
        CommandLine line = await Evaluate();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("24 images", line.Output, StringComparison.Ordinal);
        Assert.Contains("warning: mask_weared_incorrect: 12 images have this label", line.Error, StringComparison.Ordinal);
        CommandLine mapped = await Evaluate("--set", "data.labels.mask_weared_incorrect=with_mask");
        Assert.Contains("36 images", mapped.Output, StringComparison.Ordinal);
        CommandLine dropped = await Evaluate("--set", "data.labels.mask_weared_incorrect=null");
        Assert.Contains("24 images", dropped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", dropped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_known_labels_is_refused_with_the_labels_found()
    {
        Directory.Delete(folder.File("data"), recursive: true);
        Write("dog", 10);
        Write("cat", 200);
        CommandLine line = await Evaluate();
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains(
            "no image has a label of the model (with_mask, without_mask); found: cat, dog", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_returns_3()
    {
        File.WriteAllText(folder.File("file"), "");
        CommandLine line = await Evaluate("--json", Path.Combine(folder.File("file"), "x.json"));
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("x.json: cannot be written", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_file_among_the_images_is_a_warning()
    {
        File.WriteAllText(folder.File("data/With Mask/readme.jpg"), "text");
        CommandLine line = await Evaluate();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("warning: With Mask/readme.jpg: the content is not an image", line.Error, StringComparison.Ordinal);
    }

    private Task<CommandLine> Evaluate(params string[] args) =>
        CommandLine.TrainAsync(
            ["evaluate", folder.Model, folder.File("data"), "--set", "cache.directory=" + folder.File("cache"), .. args]);

    private void Write(string label, int level)
    {
        for (int i = 0; i < 12; i++)
        {
            using Mat picture = TinyModel.Noise(level, (1000 * level) + i);
            Cv2.ImEncode(".png", picture, out byte[] bytes);
            File.WriteAllBytes(folder.File($"data/{label}/{i}.png"), bytes);
        }
    }
}
