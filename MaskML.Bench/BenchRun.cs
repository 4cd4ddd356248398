using System.Diagnostics;
using MaskML.Bench.Parts;
using MaskML.Bench.Results;
using MaskML.Predict.Errors;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>The combined run: every benchmark, one after the other, in one process.</summary>
internal static class BenchRun
{
    /// <summary>All benchmarks, in the order of the page.</summary>
    public static IReadOnlyList<IBench> All { get; } =
    [
        new FeaturesBench(), new PartsBench(), new RetrainBench(), new TutorialBench(), new GrowthBench(), new StartBench(), new PoolBench(), new FacesBench(),
        new DetectorsBench(), new PhotoBench(), new VideoBench(), new HttpBench(), new AccuracyBench(),
    ];

    /// <summary>Runs all, prints each, and publishes the results.</summary>
    /// <param name="setup">What to work with.</param>
    /// <param name="only">Name of the only one to run, whose results are printed alone; null for all.</param>
    /// <param name="stop">Stops the work.</param>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static async Task RunAsync(BenchSetup setup, string? only, CancellationToken stop)
    {
        IBench[] benches = [.. All.Where(bench => only is null || bench.Name == only)];
        if (benches.Length == 0)
        {
            throw new UsageException($"--only {only}: expected one of {string.Join(", ", All.Select(bench => bench.Name))}.");
        }

        long start = Stopwatch.GetTimestamp();
        var machine = BenchMachine.Of(BenchSetup.Repository, DateTimeOffset.UtcNow);
        var sheets = new List<BenchSheet>();
        foreach (IBench bench in benches)
        {
            sheets.Add(await TryAsync(bench, setup, stop).ConfigureAwait(false));
            setup.Console.Error.WriteLine(FormattableString.Invariant($"{bench.Name}: done after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        }

        if (only is null)
        {
            string path = ResultFile.Write(BenchSetup.Repository, machine, setup.Quick, sheets);
            setup.Console.Output.WriteLine(
                $"results      {Path.GetRelativePath(BenchSetup.Repository, path)}; `./maskml bench readme` updates what README.md and docs/ quote");
        }
    }

    /// <summary>Runs one and prints its table.</summary>
    /// <exception cref="InputException">Something that it needs is absent.</exception>
    public static async Task MeasureAsync(IBench bench, BenchSetup setup, CancellationToken stop)
    {
        var sheet = new BenchSheet(bench.Name, bench.Title);
        await RunAsync(bench, setup, sheet, stop).ConfigureAwait(false);
        setup.Console.Output.WriteLine(SheetTable.ToText(sheet));
    }

    // In the combined run, what one lacks becomes a remark in its table.
    private static async Task<BenchSheet> TryAsync(IBench bench, BenchSetup setup, CancellationToken stop)
    {
        var sheet = new BenchSheet(bench.Name, bench.Title);
        try
        {
            await RunAsync(bench, setup, sheet, stop).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            sheet.NotMeasured(sheet.Rows.Count == 0 ? "all" : "the rest", e.Message);
        }

        setup.Console.Output.WriteLine(SheetTable.ToText(sheet));
        return sheet;
    }

    private static Task RunAsync(IBench bench, BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(1);
        PeakMemory.Reset(); // What the one before has freed goes back to the system.
        return bench.RunAsync(setup, sheet, stop);
    }
}
