using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Runs;

/// <summary>Trainings in processes of their own; together with the other slow ones, so that they do not take each other's cores.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class TrainProcessTests : IDisposable
{
    private readonly TrainingFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Trainings_that_share_a_cache_both_succeed_and_agree()
    {
        using Process one = folder.StartTraining();
        using Process other = folder.StartTraining();
        Assert.All([one, other], process =>
        {
            (int code, _, string error) = TrainProcess.Finish(process);
            Assert.True(code == ExitCodes.Done, error);
            Assert.DoesNotContain("warning", error, StringComparison.Ordinal);
        });
        Assert.Equal(2, folder.RunFolders.Length);
        Assert.Single(folder.RunFolders.Select(run => File.ReadAllText(Path.Combine(run, "predictions.csv"))).Distinct());
        AssertNoLeftovers();
    }

    [Fact]
    public async Task Ctrl_c_ends_a_training_with_130_and_does_not_change_earlier_runs()
    {
        TrainProcess.SkipWithoutInterrupts();
        Assert.Equal(ExitCodes.Done, (await folder.TrainAsync()).ExitCode);
        string earlier = Assert.Single(folder.RunFolders);
        byte[] model = File.ReadAllBytes(Path.Combine(earlier, "model.zip"));

        // A training that takes its time: many views.
        using Process process = folder.StartTraining(
            "--set", "views.count=64", "--set", "cache.directory=", "--set", "head.maxIterations=5000");
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync();
        }
        while (line is not null && !line.StartsWith("decode", StringComparison.Ordinal));
        TrainProcess.Signal(process, "INT");
        (int code, _, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.EndsWith("stopped\n", error, StringComparison.Ordinal);
        Assert.Equal(earlier, Assert.Single(folder.RunFolders));
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(earlier, "model.zip")));
        AssertNoLeftovers();
    }

    [Fact]
    public void Full_disk_is_one_clear_message()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small disks are mounted on Linux alone.");
        Directory.CreateDirectory(folder.Runs);
        using Process process = TrainProcess.StartWithFullDisk(
            Directory.CreateDirectory(folder.Place("tmp/x")).Parent!.FullName, folder.Runs, 8, "--config", folder.Config);
        (int code, string left, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal("", left);
        Assert.Contains(
            $"error: {folder.Runs}: the folder for runs cannot be written: No space left on device", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_disk_of_the_cache_is_a_warning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small disks are mounted on Linux alone.");
        Directory.CreateDirectory(folder.Cache);
        using Process process = TrainProcess.StartWithFullDisk(
            Directory.CreateDirectory(folder.Place("tmp/x")).Parent!.FullName, folder.Cache, 8, "--config", folder.Config);
        (int code, _, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"warning: the cache {folder.Cache} cannot be written", error, StringComparison.Ordinal);
        Assert.Single(folder.RunFolders);
    }

    // Nothing at all in the temporary folder: ONNX Runtime's report to its makers begins with a file there, .ses.
    private void AssertNoLeftovers()
    {
        Assert.Empty(Directory.EnumerateFiles(folder.Place("tmp"), "*", SearchOption.AllDirectories));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories),
            path => path.EndsWith(".tmp", StringComparison.Ordinal) || Path.GetFileName(path)
                .StartsWith(".scratch-", StringComparison.Ordinal));
    }
}
