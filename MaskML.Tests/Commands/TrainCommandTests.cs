using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TrainingFolder folder = new(20, "With Mask", "without-mask");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Training_prints_the_metrics_and_the_path_of_the_model()
    {
        CommandLine line = await folder.TrainAsync();
        Assert.Equal("", string.Join('\n', line.Error.Split('\n').Where(l => l.Contains("error", StringComparison.Ordinal))));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        string run = Assert.Single(folder.RunFolders);
        Assert.Matches(@"validation +accuracy 100\.00 %", line.Output);
        Assert.Matches(@"test +accuracy 100\.00 %", line.Output);
        Assert.Contains(Path.Combine(run, "model.zip"), line.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(run, "report.html"), line.Output, StringComparison.Ordinal);
        Assert.Contains("decode", line.Error, StringComparison.Ordinal);
        Assert.Contains("features", line.Error, StringComparison.Ordinal);
        Assert.Contains("head", line.Error, StringComparison.Ordinal);
        using MaskModel model = MaskModel.Load(Path.Combine(run, "model.zip"));
        Assert.Equal(TrainingFolder.TwoLabels, model.Labels);
    }

    [Fact]
    public async Task Training_works_with_three_labels()
    {
        using var three = new TrainingFolder(25, "brick", "coal", "paper");
        Assert.Equal(ExitCodes.Done, (await three.TrainAsync()).ExitCode);
        string run = Assert.Single(three.RunFolders);
        JsonElement metrics = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "metrics.json"))).RootElement;
        Assert.Equal(1, metrics.GetProperty("test").GetProperty("accuracy").GetDouble());
        Assert.False(metrics.GetProperty("test").TryGetProperty("rocAuc", out _));
        Assert.Equal(3, metrics.GetProperty("test").GetProperty("confusion").GetProperty("counts").GetArrayLength());
        string header = File.ReadLines(Path.Combine(run, "predictions.csv")).First();
        Assert.EndsWith("brick,coal,paper,content,group", header, StringComparison.Ordinal);
        CommandLine evaluation =
            await CommandLine.TrainAsync("evaluate", Path.Combine(run, "model.zip"), three.Data, "--config", three.Config);
        Assert.Equal(ExitCodes.Done, evaluation.ExitCode);
        Assert.Contains("75 images", evaluation.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_are_equal_with_a_cold_and_a_warm_cache()
    {
        CommandLine cold = await folder.TrainAsync();
        CommandLine warm = await folder.TrainAsync();
        CommandLine uncached = await folder.TrainAsync("--set", "cache.directory=");
        CommandLine other = await folder.TrainAsync("--set", "seed=7");
        Assert.All([cold, warm, uncached, other], line => Assert.Equal(ExitCodes.Done, line.ExitCode));
        string[] predictions = [.. folder.RunFolders
            .OrderBy(Directory.GetCreationTimeUtc)
            .Select(run => File.ReadAllText(Path.Combine(run, "predictions.csv")))];
        Assert.Equal(2, predictions.Distinct().Count());
        Assert.Equal(3, predictions.GroupBy(p => p).Max(g => g.Count()));
        long[] hits = [.. folder.RunFolders.Select(run => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "metrics.json")))
            .RootElement.GetProperty("timings").GetProperty("cacheHits").GetInt64())];
        Assert.Equal(2, hits.Count(h => h == 0)); // The cold one and the one without a cache.
    }

    [Fact]
    public async Task Missed_gate_returns_4_and_keeps_the_run()
    {
        CommandLine line = await folder.TrainAsync("--fail-under", "accuracy=0.5", "--fail-under", "logLoss=0.000001");
        Assert.Equal(ExitCodes.Gate, line.ExitCode);
        Assert.Contains("logLoss is 0.", line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy is", line.Error, StringComparison.Ordinal);
        Assert.Single(folder.RunFolders);
        Assert.Equal(ExitCodes.Done, (await folder.TrainAsync("--fail-under", "accuracy=0.5")).ExitCode);
    }

    [Fact]
    public async Task Image_that_cannot_be_decoded_is_left_out_and_reported()
    {
        File.WriteAllText(Path.Combine(folder.Data, "With Mask", "readme.jpg"), "no image");
        File.WriteAllBytes(Path.Combine(folder.Data, "With Mask", "empty.png"), []);
        CommandLine line = await folder.TrainAsync();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("2 skipped", line.Output, StringComparison.Ordinal);
        string run = Assert.Single(folder.RunFolders);
        string report = File.ReadAllText(Path.Combine(run, "report.md"));
        Assert.Contains("`With Mask/readme.jpg`: the content is not an image", report, StringComparison.Ordinal);
        Assert.Contains("`With Mask/empty.png`: the file is empty", report, StringComparison.Ordinal);
        JsonElement data = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "metrics.json"))).RootElement.GetProperty("data");
        Assert.Equal(2, data.GetProperty("skipped").GetArrayLength());
        Assert.Equal(20, data.GetProperty("labels").GetProperty("with_mask").GetInt32());
    }

    [Fact]
    public async Task Training_and_a_reader_can_share_a_cache()
    {
        await folder.TrainAsync();
        string features = Directory.GetDirectories(folder.Cache).Single(d => !d.EndsWith("inspections", StringComparison.Ordinal));
        using var reader = new ContentCache(features, TinyModel.FeatureCount * sizeof(float));
        Assert.Equal(ExitCodes.Done, (await folder.TrainAsync("--set", "seed=3", "--set", "cache.maxMegabytes=1")).ExitCode);
        Assert.Null(reader.WriteFault);
    }

    [Fact]
    public async Task Cache_that_cannot_be_written_is_a_warning()
    {
        File.WriteAllText(folder.Cache, "a file in the folder's place");
        CommandLine line = await folder.TrainAsync();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("warning: the cache " + folder.Cache, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_command_without_a_subcommand_trains()
    {
        CommandLine line = await CommandLine.TrainAsync("--config", folder.Config);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Single(folder.RunFolders);
    }

    [Fact]
    public async Task Help_lists_the_commands_and_options()
    {
        CommandLine line = await CommandLine.TrainAsync("--help");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.All(
            ["train", "evaluate", "compare", "promote", "runs", "synth", "--data", "--backbone", "--set", "--fail-under"],
            o => Assert.Contains(o, line.Output, StringComparison.Ordinal));
    }
}
