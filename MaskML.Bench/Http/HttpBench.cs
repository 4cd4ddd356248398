using System.Collections.Concurrent;
using System.Globalization;
using MaskML.Bench.Measuring;
using MaskML.Bench.Results;
using MaskML.Cli.Configuration;
using MaskML.Train.Data;

namespace MaskML.Bench.Http;

/// <summary>Measures the service under load against the same work in process, and its answers to malformed requests.</summary>
/// <param name="load">The load; null for the group photos with one face and the detectors none and masknet.</param>
internal sealed class HttpBench(HttpLoad? load = null) : IBench
{
    private const int Rounds = 5;
    private const int MaxPhotos = 32;
    private const int Marks = 5;
    private const int FuzzCallers = 4;
    private const double Share = 0.8;
    private const double Overload = 3;
    private const string Rate = "photos/s";

    // Percentiles need more requests than a rate does.
    private const int Long = 5;

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public string Title =>
        "photos with one face over HTTP on this machine, against the same work in process; 80 % and 300 % of its highest rate";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        MaskMLConfig config = setup.Config;
        HttpLoad what = load ?? HttpLoad.Usual(config, setup.Quick);
        IReadOnlyList<byte[]> photos = PhotosOfOne(what.Folder, what.Annotations);
        int callers = 4 * Environment.ProcessorCount;
        double kilobytes = photos.Average(photo => photo.Length) / 1e3;
        sheet.Note(FormattableString.Invariant($"{photos.Count} photos, {kilobytes:0} kB on average, ")
            + $"{Environment.ProcessorCount} cores for both sides, {callers} callers");
        foreach (string detector in what.Detectors)
        {
            using ServeProcess server = await ServeProcess.StartAsync(what.Arguments).ConfigureAwait(false);
            using var generator = new LoadGenerator(server.Address, detector, photos);
            var work = new InProcessWork(config, detector, photos);
            await using (work.ConfigureAwait(false))
            {
                await MeasureAsync(detector, work, generator, callers, what.Round, sheet, cancellationToken).ConfigureAwait(false);
            }

            if (what.Requests > 0)
            {
                await WatchAsync(detector, server, generator, callers, what.Requests, sheet, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends malformed requests.</summary>
    /// <param name="count">Number of requests.</param>
    /// <param name="args">Arguments of the service.</param>
    /// <param name="output">Receives the figures.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <returns>Number of requests that were answered with a status of 500 or above, or not within a minute.</returns>
    public static async Task<int> FuzzAsync(int count, string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        using ServeProcess server = await ServeProcess.StartAsync(args).ConfigureAwait(false);
        string before = server.Footprint();
        var statuses = new ConcurrentDictionary<int, int>();
        int hangs = 0;
        await Task.WhenAll(Enumerable.Range(0, FuzzCallers).Select(caller => Task.Run(
            async () =>
            {
                var fuzz = new FuzzRequests(caller);
                for (int i = caller; i < count && !cancellationToken.IsCancellationRequested && server.IsAlive; i += FuzzCallers)
                {
                    try
                    {
                        statuses.AddOrUpdate(
                            await RawExchange.SendAsync(server.Address, fuzz.Next(), cancellationToken).ConfigureAwait(false),
                            1,
                            (_, seen) => seen + 1);
                    }
                    catch (TimeoutException)
                    {
                        Interlocked.Increment(ref hangs);
                    }
                }
            },
            CancellationToken.None))).ConfigureAwait(false);
        string all = string.Join(
            ", ",
            statuses.OrderBy(status => status.Key)
                .Select(status => $"{status.Value} x {(status.Key == 0 ? "closed" : status.Key.ToString(CultureInfo.InvariantCulture))}"));
        output.WriteLine(
            $"{statuses.Values.Sum() + hangs} malformed requests: {all}; {hangs} without an answer; "
            + $"the service is {(server.IsAlive ? "alive" : "gone")}");
        output.WriteLine(server.IsAlive ? $"before {before}; after {server.Footprint()}" : $"before {before}");
        int faults = hangs + (server.IsAlive ? 0 : 1) + statuses.Where(status => status.Key >= 500).Sum(status => status.Value);
        if (faults > 0)
        {
            output.WriteLine(server.End());
        }

        return faults;
    }

    // Photos with exactly one annotated face.
    private static IReadOnlyList<byte[]> PhotosOfOne(string folder, string annotations) =>
        [
            .. AnnotationFile.Read(annotations).Where(photo => photo.Faces.Count == 1).Take(MaxPhotos)
                .Select(photo => File.ReadAllBytes(Path.Combine(folder, photo.Photo))),
        ];

    private static async Task MeasureAsync(
        string detector,
        InProcessWork work,
        LoadGenerator load,
        int callers,
        TimeSpan length,
        BenchSheet sheet,
        CancellationToken cancellationToken)
    {
        await work.RateAsync(callers, length).ConfigureAwait(false);
        await load.ClosedAsync(callers, int.MaxValue, length, null, cancellationToken).ConfigureAwait(false);
        var bare = new List<double>();
        var served = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            // Alternating, so that a change in the speed of the machine affects both.
            cancellationToken.ThrowIfCancellationRequested();
            bare.Add(await work.RateAsync(callers, length).ConfigureAwait(false));
            served.Add((await load.ClosedAsync(callers, int.MaxValue, length, null, cancellationToken).ConfigureAwait(false)).Rate);
        }

        string inProcess = $"in process, {detector}";
        double most = Cost.Median(served);
        sheet.Add(inProcess, Rate, Cost.Median(bare));
        sheet.Add(new BenchRow(
            $"over HTTP, {detector}", Rate, most, "", inProcess, Cost.Median(served.Zip(bare, (over, without) => over / without))));
        foreach (double share in new[] { Share, Overload })
        {
            LoadResult result = await load.OpenAsync(share * most, Long * length, cancellationToken).ConfigureAwait(false);
            string subject = FormattableString.Invariant($"over HTTP at {100 * share:0} %, {detector}");
            sheet.Add(subject, Rate, result.Rate);
            sheet.Add(subject, "p50", result.Percentile(0.5), "ms");
            sheet.Add(subject, "p99", result.Percentile(0.99), "ms");
            sheet.Add(subject, "p99/p50", result.Percentile(0.99) / result.Percentile(0.5));
            sheet.Note($"{subject}: {result.Describe()}; {result.Failures} failed");
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
            cancellationToken).ConfigureAwait(false);
        sheet.Note($"{detector}: {string.Join("; ", marks)}; {all.Describe()}");
    }
}
