using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Runs;

[Collection(nameof(ProcessTestGroup))]
public sealed class PromoteCommandTests(PromotionRuns runs) : IClassFixture<PromotionRuns>, IDisposable
{
    private readonly TempFolder folder = new();

    private string Live => folder.File("live.zip");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task First_model_goes_live_and_promoting_it_again_does_nothing()
    {
        CommandLine line = await Promote(Path.GetFileName(runs.One));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("live.zip is now the model of " + Path.GetFileName(runs.One), line.Output, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        Assert.Contains("is the live model already", (await Promote(runs.One)).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(new LiveModelFile(Live).PreviousPath));
    }

    [Fact]
    public async Task Model_that_is_not_worse_goes_live_and_can_be_reverted()
    {
        await Promote(runs.One);
        CommandLine line = await Promote(runs.Other);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("against " + Live + ": no difference", line.Output, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.Other), File.ReadAllBytes(Live));
        Assert.Equal(ExitCodes.Done, (await Promote("--back")).ExitCode);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        Assert.Equal(ExitCodes.Done, (await Promote("--back")).ExitCode);
        Assert.Equal(Zip(runs.Other), File.ReadAllBytes(Live));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revert_that_was_killed_loses_neither_model(bool wasLive)
    {
        await Promote(runs.One);
        await Promote(runs.Other);
        var live = new LiveModelFile(Live);
        File.Copy(Live, live.SwapPath);
        if (wasLive)
        {
            File.Copy(live.PreviousPath, Live, overwrite: true);
        }

        Assert.Equal(ExitCodes.Done, (await Promote("--back")).ExitCode);
        (string expected, string before) = wasLive ? (runs.Other, runs.One) : (runs.One, runs.Other);
        Assert.Equal(Zip(expected), File.ReadAllBytes(Live));
        Assert.Equal(Zip(before), File.ReadAllBytes(live.PreviousPath));
        Assert.False(File.Exists(live.SwapPath));
    }

    [Fact]
    public async Task Worse_model_is_refused_unless_forced_with_a_warning()
    {
        await Promote(runs.One);
        CommandLine line = await Promote(runs.Bad);
        Assert.Equal(ExitCodes.Gate, line.ExitCode);
        Assert.Contains("worse by more than chance", line.Error, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        CommandLine forced = await Promote(runs.Bad, "--force");
        Assert.Equal(ExitCodes.Done, forced.ExitCode);
        Assert.Contains("warning: --force", forced.Error, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.Bad), File.ReadAllBytes(Live));
    }

    [Fact]
    public async Task Models_can_be_compared_on_another_folder_if_the_test_images_are_gone()
    {
        await Promote(runs.One);
        File.WriteAllText(folder.File("mlconfig.json"), "{}");
        string[] elsewhere = ["--config", folder.File("mlconfig.json"), "--set", "model=" + Live, "--set", "cache.directory="];
        CommandLine gone = await CommandLine.TrainAsync(["promote", runs.Other, .. elsewhere]);
        Assert.Equal(ExitCodes.Input, gone.ExitCode);
        Assert.Contains("--on DIR", gone.Error, StringComparison.Ordinal);
        Assert.Contains("--force publishes without comparing", gone.Error, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        CommandLine there = await CommandLine.TrainAsync(["promote", runs.Other, "--on", runs.Data, .. elsewhere]);
        Assert.True(there.ExitCode == ExitCodes.Done, there.Error);
    }

    [Fact]
    public async Task Changed_test_images_are_refused()
    {
        await Promote(runs.One);
        File.WriteAllText(folder.File("mlconfig.json"), "{}");
        foreach (string file in Directory.GetFiles(runs.Data, "*", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(folder.File(Path.Combine("data", Path.GetRelativePath(runs.Data, file))), [.. File.ReadAllBytes(file), 0]);
        }

        CommandLine line = await CommandLine.TrainAsync(
            "promote", runs.Other, "--config", folder.File("mlconfig.json"), "--set", "model=" + Live);
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("are not what they were when it was trained", line.Error, StringComparison.Ordinal);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
    }

    [Fact]
    public async Task Damaged_or_exchanged_zip_is_refused()
    {
        string run = folder.File("run");
        foreach (string file in Directory.GetFiles(runs.One))
        {
            File.Copy(file, folder.File("run/" + Path.GetFileName(file)));
        }

        string zip = Path.Combine(run, "model.zip");
        File.WriteAllBytes(zip, Zip(runs.One)[..^100]);
        Assert.Equal(ExitCodes.Input, (await Promote(run, "--force")).ExitCode);
        File.Copy(Path.Combine(runs.Other, "model.zip"), zip, overwrite: true);
        CommandLine line = await Promote(run, "--force");
        Assert.Contains("not the model that this run judged", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Live));
    }

    [Fact]
    public async Task Usage_errors_are_distinguished()
    {
        Assert.Equal(ExitCodes.Usage, (await Promote()).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await Promote("x", "--back")).ExitCode);
        Assert.Equal(ExitCodes.Input, (await Promote("x")).ExitCode);
        CommandLine line = await Promote("--back");
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("there is no model to go back to", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_promotions_are_each_compared_with_the_previous_one()
    {
        string[] candidates = [runs.One, runs.Other];
        Process[] processes = [.. candidates.Select(run => TrainProcess.Start(folder.Path, Arguments(run)))];
        foreach (Process process in processes)
        {
            (int code, _, string error) = TrainProcess.Finish(process);
            Assert.True(code == ExitCodes.Done, error);
            process.Dispose();
        }

        string[] hashes = [.. candidates.Select(run => LiveModelFile.HashOf(Path.Combine(run, "model.zip"))!)];
        var live = new LiveModelFile(Live);
        Assert.Contains(live.Sha256!, hashes);
        Assert.Contains(live.PreviousSha256!, hashes);
        Assert.NotEqual(live.Sha256, live.PreviousSha256);
    }

    [Fact]
    public async Task Promotion_killed_at_any_moment_leaves_a_complete_model()
    {
        string[] candidates = [runs.One, runs.Other];
        var watch = Stopwatch.StartNew();
        using (Process undisturbed = TrainProcess.Start(folder.Path, Arguments(runs.One, "--force")))
        {
            Assert.Equal(ExitCodes.Done, TrainProcess.Finish(undisturbed).ExitCode);
        }

        TimeSpan whole = watch.Elapsed;
        const int kills = 6;
        for (int i = 0; i < kills; i++)
        {
            using Process process = TrainProcess.Start(folder.Path, Arguments(candidates[(i + 1) % 2], "--force"));
            process.WaitForExit(whole * (i + 1) / kills);
            process.Kill();
            TrainProcess.Finish(process);
            Assert.Contains(LiveModelFile.HashOf(Live), candidates.Select(run => LiveModelFile.HashOf(Path.Combine(run, "model.zip"))));
        }

        Assert.Equal(ExitCodes.Done, (await Promote(runs.Bad, "--force")).ExitCode);
        Assert.Equal(Zip(runs.Bad), File.ReadAllBytes(Live));
    }

    [Fact]
    public async Task Reader_finds_a_complete_model_at_any_moment()
    {
        byte[][] zips = [TinyModel.Make(["with_mask", "without_mask"]), TinyModel.Make(["without_mask", "with_mask"])];
        var live = new LiveModelFile(Live);
        live.Replace(zips[0]);
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            for (int i = 1; i <= 60; i++)
            {
                live.Replace(zips[i % 2]);
            }

            stop.Cancel();
        });
        while (!stop.IsCancellationRequested)
        {
            Assert.NotNull(ModelArchive.Read(Live)); // Checks every entry's hash.
        }

        await writer;

        // What a killed promotion leaves is a file beside the live one; the next promotion sweeps it.
        string left = folder.File($".live.zip.{Guid.NewGuid():N}.tmp");
        File.WriteAllText(left, "half a zip");
        live.Replace(zips[1]);
        Assert.False(File.Exists(left));
        Assert.Equal(zips[1], File.ReadAllBytes(Live));
    }

    private static byte[] Zip(string run) => File.ReadAllBytes(Path.Combine(run, "model.zip"));

    private string[] Arguments(params string[] args) => ["promote", "--config", runs.Config, "--set", "model=" + Live, .. args];

    private Task<CommandLine> Promote(params string[] args) => CommandLine.TrainAsync(Arguments(args));
}
