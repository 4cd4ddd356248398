using MaskML.Bench.Fleet;
using MaskML.Bench.Http;
using MaskML.Bench.Photos;
using MaskML.Bench.Pools;
using MaskML.Bench.Training;
using MaskML.Bench.Videos;

namespace MaskML.Bench;

/// <summary>Runs benchmarks: one, or all in one process.</summary>
internal static class BenchRun
{
    /// <summary>All benchmarks, in the order of the results page.</summary>
    public static IReadOnlyList<IBench> All { get; } =
    [
        new FeaturesBench(), new PartsBench(), new RetrainBench(), new TutorialBench(), new GrowthBench(), new StartBench(),
        new PoolBench(), new FacesBench(), new DetectorsBench(), new PhotoBench(), new VideoBench(), new PeopleBench(), new HttpBench(),
        new RetrainingBench(), new FleetBench(), new AccuracyBench(),
    ];

    /// <summary>Runs all benchmarks, prints each table and writes the results page.</summary>
    /// <param name="setup">Configuration and options of the run.</param>
    /// <param name="only">Name of the only benchmark to run, whose table is printed and not written; null for all.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <exception cref="UsageException">There is no benchmark with this name.</exception>
    public static async Task RunAsync(BenchSetup setup, string? only, CancellationToken cancellationToken)
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
            sheets.Add(await TryAsync(bench, setup, cancellationToken).ConfigureAwait(false));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            setup.Console.Error.WriteLine($"{bench.Name}: done after {seconds:0} s");
        }

        if (only is null)
        {
            string path = ResultFile.Write(BenchSetup.Repository, machine, setup.Quick, sheets);
            setup.Console.Output.WriteLine($"results      {Path.GetRelativePath(BenchSetup.Repository, path)}");
        }
    }

    /// <summary>Runs one benchmark and prints its table.</summary>
    /// <exception cref="InputException">A file that the benchmark needs does not exist.</exception>
    public static async Task MeasureAsync(IBench bench, BenchSetup setup, CancellationToken cancellationToken)
    {
        var sheet = new BenchSheet(bench.Name, bench.Title);
        await RunAsync(bench, setup, sheet, cancellationToken).ConfigureAwait(false);
        setup.Console.Output.WriteLine(SheetTable.ToText(sheet));
    }

    // In the combined run, a missing file becomes a remark in the table.
    private static async Task<BenchSheet> TryAsync(IBench bench, BenchSetup setup, CancellationToken cancellationToken)
    {
        var sheet = new BenchSheet(bench.Name, bench.Title);
        try
        {
            await RunAsync(bench, setup, sheet, cancellationToken).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            sheet.NotMeasured(sheet.Rows.Count == 0 ? "all" : "the rest", e.Message);
        }

        setup.Console.Output.WriteLine(SheetTable.ToText(sheet));
        return sheet;
    }

    private static Task RunAsync(IBench bench, BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(1);
        PeakMemory.Reset(); // Returns the memory that the benchmark before has freed.
        return bench.RunAsync(setup, sheet, cancellationToken);
    }
}
