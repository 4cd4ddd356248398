using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>From audit to --exclude to compare: the new model is compared with the old one on what both can be judged by.</summary>
public sealed class CleanedDataTests : IDisposable
{
    private static readonly string[] Quick = ["--set", "report.learningCurve=false"];

    private readonly TrainingFolder folder = new(30);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cleaned_run_is_compared_on_the_images_that_both_were_tested_on()
    {
        string old = await TrainAsync();
        (string[] tested, string[] trained) = Images(old);
        File.WriteAllLines(folder.Place("clean.txt"), [tested[0], .. trained.Take(5)]);
        string @new = await TrainAsync("--exclude", folder.Place("clean.txt"));
        Assert.Equal(tested[1..], Images(@new).Tested);

        CommandLine line = await CompareAsync(old, @new, "--json", folder.Place("c.json"));
        Assert.Contains(
            $"compared on {tested.Length - 1} images that both were scored on: {tested.Length} of the old model, "
            + $"{tested.Length - 1} of the new one",
            line.Output,
            StringComparison.Ordinal);
        JsonElement item = JsonDocument.Parse(File.ReadAllBytes(folder.Place("c.json"))).RootElement.GetProperty("comparisons")[0];
        Assert.Equal(tested.Length - 1, item.GetProperty("images").GetInt32());
        Assert.Equal(0, item.GetProperty("oldTrainedOn").GetArrayLength());
    }

    [Fact]
    public async Task Images_that_a_model_was_trained_on_are_marked()
    {
        string run = await TrainAsync();
        string zip = folder.Place("stranger.zip");
        using (var model = new TinyModel())
        {
            File.Copy(model.Path, zip);
        }

        (string[] tested, string[] trained) = Images(run);
        CommandLine line = await CompareAsync(
            zip, Path.Combine(run, "model.zip"), "--on", folder.Data, "--json", folder.Place("c.json"), "--markdown", folder.Place("c.md"));
        Assert.Contains(
            $"was trained on {trained.Length} of the 60 images; its figures are too good", line.Output, StringComparison.Ordinal);
        Assert.Contains($"it is not known which images {zip} was trained on", line.Output, StringComparison.Ordinal);
        JsonElement item = JsonDocument.Parse(File.ReadAllBytes(folder.Place("c.json"))).RootElement.GetProperty("comparisons")[0];
        Assert.Equal(trained.Order(), item.GetProperty("newTrainedOn").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.False(item.TryGetProperty("oldTrainedOn", out _));
        Assert.Contains("> it is not known", File.ReadAllText(folder.Place("c.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_labels_are_compared_and_promoted_on_the_two_that_both_know()
    {
        string old = await TrainAsync();
        Assert.Equal(ExitCodes.Done, (await CommandLine.TrainAsync("promote", old, "--config", folder.Config)).ExitCode);
        Patch.Write(folder.Place("three"), 30, "with_mask", "without_mask", "worn_wrongly");
        string @new = await TrainAsync("--data", folder.Place("three"));
        CommandLine line = await CompareAsync(old, @new);
        Assert.Contains("compared on the labels that both know, with_mask, without_mask", line.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("recall.worn_wrongly", line.Output, StringComparison.Ordinal);
        line = await CommandLine.TrainAsync("promote", @new, "--config", folder.Config);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        Assert.Contains("is now the model of", line.Output, StringComparison.Ordinal);
    }

    private static (string[] Tested, string[] Trained) Images(string run)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(run, "predictions.csv")).Skip(1).Select(row => row.Split(','))];
        ILookup<bool, string> images = rows.ToLookup(row => row[1] == "test", row => row[0]);
        return ([.. images[true]], [.. images[false]]);
    }

    private async Task<string> TrainAsync(params string[] args)
    {
        string[] before = folder.RunFolders;
        CommandLine line = await folder.TrainAsync([.. Quick, .. args]);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return folder.RunFolders.Except(before).Single();
    }

    private async Task<CommandLine> CompareAsync(params string[] args)
    {
        CommandLine line = await CommandLine.TrainAsync(["compare", "--config", folder.Config, .. args]);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return line;
    }
}
