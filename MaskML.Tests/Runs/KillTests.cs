using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Runs;

/// <summary>Two trainings at once over one cache, each killed at a moment of its own, again and again.</summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class KillTests : IDisposable
{
    private const int Rounds = 25;
    private readonly TrainingFolder folder = new(30);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Runs_and_cache_survive_fifty_kills()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");

        // What must outlive it all: an earlier run, and the live model.
        Assert.Equal(ExitCodes.Done, (await folder.TrainAsync("--set", "cache.directory=")).ExitCode);
        string first = Assert.Single(folder.RunFolders);
        string live = folder.Place("live.zip");
        File.Copy(Path.Combine(first, "model.zip"), live);
        string predictions = File.ReadAllText(Path.Combine(first, "predictions.csv"));
        Dictionary<string, byte[]> earlier = Contents(first);

        TimeSpan whole = Undisturbed();
        TimeSpan[] moments = Moments(whole);
        for (int round = 0; round < Rounds; round++)
        {
            if (round % 3 == 0 && Directory.Exists(folder.Cache))
            {
                Directory.Delete(folder.Cache, recursive: true); // So that writing into the cache is met, too.
            }

            Kill(moments[2 * round], moments[(2 * round) + 1]);
            Assert.All(folder.RunFolders.Where(run => !Path.GetFileName(run).StartsWith('.')), AssertWhole);
        }

        // A lock can be missing from a folder whose process was killed in the instant between making or publishing the two; such a
        // folder is swept a minute later, so let a minute pass.
        foreach (string scratch in Directory.EnumerateDirectories(folder.Path, ".scratch-*", SearchOption.AllDirectories))
        {
            Directory.SetLastWriteTimeUtc(scratch, DateTime.UtcNow.AddMinutes(-2));
        }

        int before = folder.RunFolders.Count(run => !Path.GetFileName(run).StartsWith('.'));
        using Process next = folder.StartTraining();
        (int code, _, string error) = TrainProcess.Finish(next);
        Assert.True(code == ExitCodes.Done, error);
        Assert.DoesNotContain("warning", error, StringComparison.Ordinal);
        Assert.Equal(before + 1, folder.RunFolders.Length);
        Assert.All(folder.RunFolders, run =>
        {
            AssertWhole(run);
            Assert.Equal(predictions, File.ReadAllText(Path.Combine(run, "predictions.csv")));
        });
        Assert.Equal(earlier, Contents(first));
        Assert.Equal(earlier["model.zip"], File.ReadAllBytes(live));
        Assert.All(
            Directory.EnumerateFiles(folder.Cache, "*", SearchOption.AllDirectories),
            f => Assert.EndsWith(".seg", f, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(folder.Place("tmp"), "*", SearchOption.AllDirectories));

        // What the cache holds now is right: a warm training gives what the first one gave without any.
        CommandLine warm = await folder.TrainAsync();
        Assert.Equal(ExitCodes.Done, warm.ExitCode);
        Assert.Equal(
            predictions, File.ReadAllText(Path.Combine(folder.RunFolders.MaxBy(Directory.GetCreationTimeUtc)!, "predictions.csv")));
    }

    private static Dictionary<string, byte[]> Contents(string run) =>
        Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(run, f), File.ReadAllBytes, StringComparer.Ordinal);

    private static void AssertWhole(string run)
    {
        Assert.True(File.Exists(Path.Combine(run, "report.md")), run);
        Assert.Empty(Directory.EnumerateFiles(run, ".*", SearchOption.AllDirectories));
        ModelArchive.Read(Path.Combine(run, "model.zip"));
    }

    /// <summary>How long two trainings take when nobody kills them.</summary>
    private TimeSpan Undisturbed()
    {
        var watch = Stopwatch.StartNew();
        using Process one = folder.StartTraining();
        using Process other = folder.StartTraining();
        Assert.Equal(ExitCodes.Done, TrainProcess.Finish(one).ExitCode);
        Assert.Equal(ExitCodes.Done, TrainProcess.Finish(other).ExitCode);
        return watch.Elapsed;
    }

    /// <summary>Moments spread over the whole of a training, in random order.</summary>
    private static TimeSpan[] Moments(TimeSpan whole)
    {
        var random = new Random(5);
        TimeSpan[] moments = [.. Enumerable.Range(0, 2 * Rounds).Select(i => whole * ((i + random.NextDouble()) / (2 * Rounds)))];
        random.Shuffle(moments);
        return moments;
    }

    private void Kill(TimeSpan first, TimeSpan second)
    {
        var watch = Stopwatch.StartNew();
        using Process one = folder.StartTraining();
        using Process other = folder.StartTraining();
        foreach ((Process process, TimeSpan moment) in new[] { (one, first), (other, second) }.OrderBy(p => p.Item2))
        {
            TimeSpan left = moment - watch.Elapsed;
            process.WaitForExit(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            process.Kill();
        }

        Assert.All([one, other], process => TrainProcess.Finish(process));
    }
}
