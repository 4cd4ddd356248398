using System.Diagnostics;
using System.Globalization;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Pooling;

/// <summary>The benchmark of reloads, in a process of its own, so that what it leaves behind can be counted.</summary>
public sealed class ReloadStressTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(12, "--no-events")]
    public async Task Under_load_no_answer_fails_or_is_mixed_up_and_nothing_piles_up(int count, params string[] options)
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
        Assert.InRange(filesAfter, 0, files + 5); // Those of the live models, and copies in the watched folder.
        Assert.Empty(Directory.GetDirectories(temp).SelectMany(Directory.GetFileSystemEntries));
    }

    private static (int Handles, int Threads, int Files) Counts(string line) => (Number(line, "handles"), Number(line, "threads"), Number(line, "temporary files"));

    private static int Number(string line, string name)
    {
        string rest = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].TrimStart();
        return int.Parse(rest.Split(',')[0], CultureInfo.InvariantCulture);
    }
}
