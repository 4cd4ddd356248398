using System.Diagnostics;
using System.Globalization;
using MaskML.Tests.Pooling.Stress;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Pooling;

/// <summary>
/// Reloads under load, with every kind of change that another process can make to the file. Each run has a process of its own, so that
/// its handles, threads and files can be counted.
/// </summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class ReloadStressTests
{
    private const string Count = "MASKML_TEST_RELOADS";
    private const string Events = "MASKML_TEST_FILE_EVENTS";
    private const int Callers = 8;
    private const int MishapOneIn = 3;
    private const int WarmUp = 50;

    [Theory]
    [InlineData(60, true)]
    [InlineData(12, false)]
    public void Reloads_under_load_neither_fail_nor_mix_up_answers_nor_leak(int count, bool events)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The other process is a shell, and the counts are those of Linux.");
        using var folder = new TempFolder();
        string temp = Path.GetDirectoryName(folder.File("tmp/x"))!;
        using Process process = TrainProcess.StartTest(
            temp,
            $"{typeof(ReloadStressTests).FullName}.{nameof(Reloads_in_this_process)}",
            (Count, count.ToString(CultureInfo.InvariantCulture)),
            (Events, events.ToString()));
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0 && output.Contains("Total: 1", StringComparison.Ordinal), error + output);
        Assert.Empty(Directory.GetDirectories(temp).SelectMany(Directory.GetFileSystemEntries));
    }

    [Fact(Explicit = true)]
    public async Task Reloads_in_this_process()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable(Count)!, CultureInfo.InvariantCulture);
        using var folder = new TempFolder();
        string[] models = [.. TinyModel.Variants.Select((_, i) => folder.File($"{i}.zip"))];
        for (int i = 0; i < models.Length; i++)
        {
            await File.WriteAllBytesAsync(models[i], TinyModel.Variants[i]);
        }

        var known = new KnownModels(models, [.. Enumerable.Range(1, 8).Select(seed => TinyModel.Noise(25 * seed, seed))]);
        await using ReloadStress stress = await ReloadStress.StartAsync(
            Path.GetDirectoryName(folder.File("live/x"))!,
            models,
            known,
            Callers,
            bool.Parse(Environment.GetEnvironmentVariable(Events)!));
        foreach ((string entry, byte[] bytes) in ZipFlips.EachEntry(TinyModel.Variants[0]))
        {
            stress.Damage($"a byte flipped in {entry}", bytes);
        }

        Footprint? before = null;
        int mishaps = 0;
        for (int i = 1; i <= count; i++)
        {
            stress.Replace(FileChange.Replacements[i % FileChange.Replacements.Count]);
            if (i % MishapOneIn == 0)
            {
                stress.Damage(FileChange.Mishaps[mishaps++ % FileChange.Mishaps.Count]);
            }

            if (i == Math.Min(WarmUp, count / 2))
            {
                before = Footprint.Take();
            }
        }

        Footprint after = Footprint.Take();
        Assert.True(stress.Callers.Answers > 0);
        Assert.Equal((0L, null), (stress.Callers.Wrong, stress.Callers.Failure));
        Assert.InRange(after.Handles, 0, before!.Handles + 10);
        Assert.InRange(after.Threads, 0, before.Threads + 10);

        // The live models have files, and so have the copies in the watched folder.
        Assert.InRange(after.TempFiles, 0, before.TempFiles + 5);
    }
}
