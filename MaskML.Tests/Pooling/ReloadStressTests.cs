using System.Diagnostics;
using System.Globalization;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Pooling;

/// <summary>Runs the benchmark of reloads in its own process, so that its handles, threads and files can be counted.</summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class ReloadStressTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(12, "--no-events")]
    public async Task Reloads_under_load_neither_fail_nor_mix_up_answers_nor_leak(int count, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The other process is a shell, and the counts are those of Linux.");
        using var folder = new TempFolder();
        string[] models = [.. TinyModel.Variants.Select((model, i) => folder.File($"{i}.zip"))];
        for (int i = 0; i < models.Length; i++)
        {
            await File.WriteAllBytesAsync(models[i], TinyModel.Variants[i]);
        }

        string temp = Path.GetDirectoryName(folder.File("tmp/x"))!;
        using Process process = TrainProcess.StartBench(
            temp, ["reload", .. models, "--count", count.ToString(CultureInfo.InvariantCulture), .. options]);
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, error + output);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("a byte flipped in each of ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(", 0 mixed up, failure: none", lines[^1], StringComparison.Ordinal);
        Assert.StartsWith($"{count} reloads and {count / 3} mishaps", lines[^1], StringComparison.Ordinal);

        (int handles, int threads, int files) = Counts(lines[1]);
        (int handlesAfter, int threadsAfter, int filesAfter) = Counts(lines[2]);
        Assert.InRange(handlesAfter, 0, handles + 10);
        Assert.InRange(threadsAfter, 0, threads + 10);
        Assert.InRange(filesAfter, 0, files + 5); // The live models have files, and so have the copies in the watched folder.
        Assert.Empty(Directory.GetDirectories(temp).SelectMany(Directory.GetFileSystemEntries));
    }

    private static (int Handles, int Threads, int Files) Counts(string line) =>
        (Number(line, "handles"), Number(line, "threads"), Number(line, "temporary files"));

    private static int Number(string line, string name)
    {
        string rest = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].TrimStart();
        return int.Parse(rest.Split(',')[0], CultureInfo.InvariantCulture);
    }
}
