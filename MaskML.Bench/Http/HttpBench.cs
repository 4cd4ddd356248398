using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Hosting;
using MaskML.Train.Data;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Bench.Http;

/// <summary>The load for the service.</summary>
/// <param name="Folder">Folder of the photos; those with one face are sent.</param>
/// <param name="Annotations">The faces in them: an <c>annotations.json</c>.</param>
/// <param name="Detectors">Face detectors to ask for.</param>
/// <param name="Round">Duration of a measurement of a rate.</param>
/// <param name="Requests">Number of requests during which memory is recorded, for each detector; 0 for none.</param>
internal sealed record HttpLoad(string Folder, string Annotations, IReadOnlyList<string> Detectors, TimeSpan Round, int Requests)
{
    private const int MaxPhotos = 32;
    private const int WatchedRequests = 4_000;

    /// <summary>The load of the combined run.</summary>
    /// <exception cref="Predict.Errors.InputException">The photos do not exist.</exception>
    public static HttpLoad Usual(bool quick) => new(
        BenchSetup.GroupPhotos,
        BenchSetup.GroupAnnotations,
        [WholeImageDetector.DetectorName, MaskNetFaceDetector.DetectorName],
        TimeSpan.FromSeconds(quick ? 1 : 2),
        quick ? 0 : WatchedRequests);

    /// <summary>Reads the photos with exactly one annotated face, the first of them.</summary>
    public byte[][] ReadPhotos() => [.. AnnotationFile.Read(Annotations).Where(photo => photo.Faces.Count == 1).Take(MaxPhotos)
        .Select(photo => File.ReadAllBytes(Path.Combine(Folder, photo.Photo)))];
}

/// <summary>Measures the service under load against the same work in process.</summary>
/// <param name="load">The load; null for the group photos with one face and the detectors none and masknet.</param>
internal sealed class HttpBench(HttpLoad? load = null) : IBench
{
    private const string Rate = "photos/s";

    // What the service does in its own processor time: the load generator shares the cores, but not this.
    private const string ProcessorRate = "photos a processor second";

    // Percentiles need more requests than a rate does.
    private const int Long = 5;
    private const int WarmUp = 3;

    // Shares of the highest rate: below and beyond what the service can bear.
    private static readonly double[] Shares = [0.8, 3];

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public string Title =>
        "photos with one face over HTTP on this machine, against the same work in process; 80 % and 300 % of its highest rate";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        MaskMLConfig config = setup.Config;
        HttpLoad what = load ?? HttpLoad.Usual(setup.Quick);
        byte[][] photos = what.ReadPhotos();
        int callers = 4 * Environment.ProcessorCount;
        sheet.Note($"{photos.Length} photos, {photos.Average(photo => photo.Length) / 1e3:0} kB on average, "
            + $"{Environment.ProcessorCount} cores for both sides, {callers} callers; "
            + FormattableString.Invariant($"percentiles after {WarmUp * what.Round.TotalSeconds:0.#} s of the same load"));
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        string file = Path.Combine(scratch.Path, ConfigLoader.FileName);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(config, ConfigJson.Options), cancellationToken).ConfigureAwait(false);
        ServiceProvider services = Services(config);
        await using (services.ConfigureAwait(false))
        {
            IMaskDetector inProcess = services.GetRequiredService<IMaskDetector>();
            foreach (string detector in what.Detectors)
            {
                using ServeProcess server = await ServeProcess.StartAsync(["--config", file]).ConfigureAwait(false);
                using var generator = new LoadGenerator(server.Address, detector, photos);
                int sent = 0;
                var options = new DetectOptions { Detector = detector };
                Func<Task<double>> work = () => Rounds.RateAsync(
                    callers,
                    what.Round,
                    () => () => inProcess.DetectAsync(photos[Interlocked.Increment(ref sent) % photos.Length], options));
                await MeasureAsync(detector, work, server, generator, callers, what.Round, sheet, cancellationToken).ConfigureAwait(false);
                if (what.Requests > 0)
                {
                    await WatchAsync(detector, server, generator, callers, what.Requests, sheet, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    // The services of the server, for the same work in this process.
    private static ServiceProvider Services(MaskMLConfig config) => new ServiceCollection()
        .AddMaskML(own =>
        {
            config.Apply(own);
            own.Concurrency = Environment.ProcessorCount;
            own.MaxWait = TimeSpan.FromMinutes(1);
        })
        .BuildServiceProvider();

    private static async Task MeasureAsync(
        string detector,
        Func<Task<double>> work,
        ServeProcess server,
        LoadGenerator load,
        int callers,
        TimeSpan length,
        BenchSheet sheet,
        CancellationToken cancellationToken)
    {
        Func<Task<double>> serve = async () =>
            (await load.ClosedAsync(callers, int.MaxValue, length, null, cancellationToken).ConfigureAwait(false)).Rate;
        var here = new ProcessorRates(() => Environment.CpuUsage.TotalTime);
        var there = new ProcessorRates(() => server.Processor);
        IReadOnlyList<IReadOnlyList<double>> rates = await Rounds.AlternateAsync(
            [() => here.AddAsync(work), () => there.AddAsync(serve)], warmUp: 1, rounds: 5, side => side(), cancellationToken)
            .ConfigureAwait(false);
        string inProcess = $"in process, {detector}";
        double most = Rounds.Median(rates[1]);
        Add(Rate, rates[1], rates[0]);
        Add(ProcessorRate, there.Values[1..], here.Values[1..]);
        foreach (double share in Shares)
        {
            // Percentiles are those of a service that runs: a load with a hundred connections compiles code that a few callers do not.
            await load.OpenAsync(share * most, WarmUp * length, cancellationToken).ConfigureAwait(false);
            LoadResult result = await load.OpenAsync(share * most, Long * length, cancellationToken).ConfigureAwait(false);
            string subject = $"over HTTP at {100 * share:0} %, {detector}";
            sheet.Add(subject, Rate, result.Rate);
            sheet.Add(subject, "p50", result.Percentile(0.5), "ms");
            sheet.Add(subject, "p99", result.Percentile(0.99), "ms");
            sheet.Add(subject, "p99/p50", result.Percentile(0.99) / result.Percentile(0.5));
            sheet.Note($"{subject}: {result.Describe()}; {result.Failures} failed");
        }

        void Add(string measure, IReadOnlyList<double> over, IReadOnlyList<double> without)
        {
            sheet.Add(inProcess, measure, Rounds.Median(without));
            sheet.Add(new BenchRow(
                $"over HTTP, {detector}", measure, Rounds.Median(over), "", inProcess, Rounds.Median(over.Zip(without, (a, b) => a / b))));
        }
    }

    private static async Task WatchAsync(
        string detector,
        ServeProcess server,
        LoadGenerator load,
        int callers,
        int requests,
        BenchSheet sheet,
        CancellationToken cancellationToken)
    {
        var marks = new MemoryMarks(requests, "requests", server.Footprint);
        LoadResult all = await load.ClosedAsync(
            callers, requests, TimeSpan.MaxValue, number => marks.Pass(number - 1), cancellationToken).ConfigureAwait(false);
        sheet.Note($"{detector}: {marks}; {all.Describe()}");
    }

    /// <summary>How much is done in a second of processor time, in each of several rounds.</summary>
    /// <param name="processor">Processor time used so far by whoever does it.</param>
    private sealed class ProcessorRates(Func<TimeSpan> processor)
    {
        public List<double> Values { get; } = [];

        public async Task<double> AddAsync(Func<Task<double>> side)
        {
            TimeSpan before = processor();
            long start = Stopwatch.GetTimestamp();
            double rate = await side().ConfigureAwait(false);
            Values.Add(rate * Stopwatch.GetElapsedTime(start).TotalSeconds / (processor() - before).TotalSeconds);
            return rate;
        }
    }
}
