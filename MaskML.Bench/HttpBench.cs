using System.Collections.Concurrent;
using System.Globalization;
using MaskML.Bench.Http;
using MaskML.Bench.Results;
using MaskML.Cli.Configuration;
using MaskML.Train.Data;

namespace MaskML.Bench;

/// <summary>The service under load, against the same work without it; and under malformed requests.</summary>
/// <param name="load">What to load it with; null for the group photos with one face, detectors none and masknet.</param>
internal sealed class HttpBench(HttpLoad? load = null) : IBench
{
    private const int Rounds = 5;
    private const int MostPhotos = 32;
    private const int Marks = 5;
    private const int FuzzCallers = 4;
    private const double Share = 0.8;
    private const double Overload = 3;
    private const string Rate = "photos/s";

    // Durations beyond saturation and below it need more requests than a rate does.
    private const int Long = 5;

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public string Title => "photos with one face over HTTP on this machine, against the same work in process; 80 % and 300 % are of the most that it bears";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        MaskMLConfig config = setup.Config;
        HttpLoad what = load ?? HttpLoad.Usual(config, setup.Quick);
        IReadOnlyList<byte[]> photos = PhotosOfOne(what.Folder, what.Annotations);
        int callers = 4 * Environment.ProcessorCount;
        sheet.Note(FormattableString.Invariant($"{photos.Count} photos, {photos.Average(photo => photo.Length) / 1e3:0} kB on average, {Environment.ProcessorCount} cores for both sides, {callers} callers"));
        foreach (string detector in what.Detectors)
        {
            using ServeProcess server = await ServeProcess.StartAsync(what.Arguments).ConfigureAwait(false);
            using var generator = new LoadGenerator(server.Address, detector, photos);
            var work = new InProcessWork(config, detector, photos);
            await using (work.ConfigureAwait(false))
            {
                await MeasureAsync(detector, work, generator, callers, what.Round, sheet, stop).ConfigureAwait(false);
            }

            if (what.Requests > 0)
            {
                await WatchAsync(detector, server, generator, callers, what.Requests, sheet, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Malformed requests.</summary>
    /// <param name="count">How many.</param>
    /// <param name="args">Arguments for the service.</param>
    /// <param name="output">Takes the figures.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many were answered with 500 or above, or not at all within a minute.</returns>
    public static async Task<int> FuzzAsync(int count, string[] args, TextWriter output, CancellationToken stop)
    {
        using ServeProcess server = await ServeProcess.StartAsync(args).ConfigureAwait(false);
        string before = server.Footprint();
        var statuses = new ConcurrentDictionary<int, int>();
        int hangs = 0;
        await Task.WhenAll(Enumerable.Range(0, FuzzCallers).Select(caller => Task.Run(
            async () =>
            {
                var fuzz = new FuzzRequests(caller);
                for (int i = caller; i < count && !stop.IsCancellationRequested && server.IsAlive; i += FuzzCallers)
                {
                    try
                    {
                        statuses.AddOrUpdate(await RawExchange.SendAsync(server.Address, fuzz.Next(), stop).ConfigureAwait(false), 1, (_, seen) => seen + 1);
                    }
                    catch (TimeoutException)
                    {
                        Interlocked.Increment(ref hangs);
                    }
                }
            },
            CancellationToken.None))).ConfigureAwait(false);
        string all = string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} x {(status.Key == 0 ? "closed" : status.Key.ToString(CultureInfo.InvariantCulture))}"));
        output.WriteLine(FormattableString.Invariant($"{statuses.Values.Sum() + hangs} malformed requests: {all}; {hangs} without an answer; the service is {(server.IsAlive ? "alive" : "gone")}"));
        output.WriteLine(server.IsAlive ? $"before {before}; after {server.Footprint()}" : $"before {before}");
        int faults = hangs + (server.IsAlive ? 0 : 1) + statuses.Where(status => status.Key >= 500).Sum(status => status.Value);
        if (faults > 0)
        {
            output.WriteLine(server.End());
        }

        return faults;
    }

    // Encoded photos with one face, as the annotations tell.
    private static IReadOnlyList<byte[]> PhotosOfOne(string folder, string annotations) =>
        [.. AnnotationFile.Read(annotations).Where(photo => photo.Faces.Count == 1).Take(MostPhotos).Select(photo => File.ReadAllBytes(Path.Combine(folder, photo.Photo)))];

    private static async Task MeasureAsync(
        string detector, InProcessWork work, LoadGenerator load, int callers, TimeSpan length, BenchSheet sheet, CancellationToken stop)
    {
        await work.RateAsync(callers, length).ConfigureAwait(false);
        await load.ClosedAsync(callers, int.MaxValue, length, null, stop).ConfigureAwait(false);
        var bare = new List<double>();
        var served = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            // By turns, so that a machine that changes its speed changes it for both.
            stop.ThrowIfCancellationRequested();
            bare.Add(await work.RateAsync(callers, length).ConfigureAwait(false));
            served.Add((await load.ClosedAsync(callers, int.MaxValue, length, null, stop).ConfigureAwait(false)).Rate);
        }

        string inProcess = $"in process, {detector}";
        double most = Cost.Median(served);
        sheet.Add(inProcess, Rate, Cost.Median(bare));
        sheet.Add(new BenchRow($"over HTTP, {detector}", Rate, most, "", inProcess, Cost.Median(served.Zip(bare, (over, without) => over / without))));
        foreach (double share in new[] { Share, Overload })
        {
            LoadResult result = await load.OpenAsync(share * most, Long * length, stop).ConfigureAwait(false);
            string subject = FormattableString.Invariant($"over HTTP at {100 * share:0} %, {detector}");
            sheet.Add(subject, Rate, result.Rate);
            sheet.Add(subject, "p50", result.Percentile(0.5), "ms");
            sheet.Add(subject, "p99", result.Percentile(0.99), "ms");
            sheet.Add(subject, "p99/p50", result.Percentile(0.99) / result.Percentile(0.5));
            sheet.Note($"{subject}: {result.Ends()}; {result.Failures} failed");
        }
    }

    private static async Task WatchAsync(
        string detector, ServeProcess server, LoadGenerator load, int callers, int requests, BenchSheet sheet, CancellationToken stop)
    {
        var marks = new ConcurrentQueue<string>();
        int step = Math.Max(1, requests / Marks);
        LoadResult all = await load.ClosedAsync(
            callers,
            requests,
            TimeSpan.MaxValue,
            number =>
            {
                if (number % step == 0)
                {
                    marks.Enqueue(FormattableString.Invariant($"after {number:N0} requests {server.Footprint()}"));
                }
            },
            stop).ConfigureAwait(false);
        sheet.Note($"{detector}: {string.Join("; ", marks)}; {all.Ends()}");
    }
}
