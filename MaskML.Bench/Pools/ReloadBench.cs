using System.Runtime.InteropServices;
using MaskML.Cli.Configuration;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Training;
using OpenCvSharp;

namespace MaskML.Bench.Pools;

/// <summary>Reloads under load, with every kind of change that another process can make to the file, and checks for leaks.</summary>
internal static class ReloadBench
{
    private const int Callers = 8;
    private const int MishapOneIn = 3;
    private const int WarmUp = 50;
    private static readonly double[] Strengths = [0.01, 1, 100];

    /// <summary>Alternates between models that answer differently; trains three if none are given.</summary>
    public static async Task RunAsync(
        IReadOnlyList<string> models,
        int count,
        bool events,
        Func<(string, string?)[], LoadedConfig> load,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        models = models.Count > 0
            ? [.. models.Select(Path.GetFullPath)]
            : [.. Strengths.Select((_, i) => Train(i, scratch.Path, load, cancellationToken))];
        string folder = Directory.CreateDirectory(Path.Combine(scratch.Path, "live")).FullName;
        var known = new KnownModels(models, Crops(ModelArchive.Read(models[0]).Manifest.Crop.Size));
        ReloadStress stress = await ReloadStress.StartAsync(folder, models, known, Callers, events).ConfigureAwait(false);
        await using (stress.ConfigureAwait(false))
        {
            int flipped = 0;
            foreach ((string entry, byte[] bytes) in ZipFlips.EachEntry(await File.ReadAllBytesAsync(
                models[0], cancellationToken).ConfigureAwait(false)))
            {
                stress.Damage($"a byte flipped in {entry}", bytes);
                flipped++;
            }

            output.WriteLine(FormattableString.Invariant($"a byte flipped in each of {flipped} entries: never live"));
            Footprint? before = null;
            int mishaps = 0;
            for (int i = 1; i <= count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                stress.Replace(FileChange.Replacements[i % FileChange.Replacements.Count]);
                if (i % MishapOneIn == 0)
                {
                    stress.Damage(FileChange.Mishaps[mishaps++ % FileChange.Mishaps.Count]);
                }

                if (i == Math.Min(WarmUp, count / 2))
                {
                    before = Footprint.Take();
                    output.WriteLine(FormattableString.Invariant($"after {i,4} reloads: {before}"));
                }
            }

            output.WriteLine(FormattableString.Invariant($"after {count,4} reloads: {Footprint.Take()}"));
            output.WriteLine(FormattableString.Invariant(
                $"{count} reloads and {mishaps} mishaps under {Callers} callers: {stress.Callers.Answers} answers, ")
                + $"{stress.Callers.Wrong} mixed up, failure: {stress.Callers.Failure ?? "none"}");
        }
    }

    private static string Train(
        int index, string scratch, Func<(string, string?)[], LoadedConfig> load, CancellationToken cancellationToken)
    {
        string runs = Path.Combine(scratch, FormattableString.Invariant($"runs-{index}"));
        LoadedConfig loaded = load(
        [
            ("runs", runs), ("cache.directory", Path.Combine(scratch, "cache")),
            ("seed", FormattableString.Invariant($"{index + 1}")), ("head.l2", FormattableString.Invariant($"[{Strengths[index]}]")),
        ]);
        new TrainRun(loaded.Training, NullProgress.Instance, _ => { }, TimeProvider.System).Run(cancellationToken);
        return Path.Combine(Directory.GetDirectories(runs).Single(), "model.zip");
    }

    private static List<Mat> Crops(int size) => [.. Enumerable.Range(1, 8).Select(seed =>
    {
        var crop = new Mat(size, size, MatType.CV_8UC3);
        byte[] pixels = new byte[3 * size * size];
        new Random(seed).NextBytes(pixels);
        Marshal.Copy(pixels, 0, crop.Data, pixels.Length);
        return crop;
    })];
}
