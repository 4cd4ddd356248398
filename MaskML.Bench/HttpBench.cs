using System.Collections.Concurrent;
using System.Globalization;
using MaskML.Bench.Http;
using MaskML.Predict.Configuration;
using MaskML.Predict.Evaluation;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>The service under load, against the same work without it, and under malformed requests.</summary>
internal static class HttpBench
{
    private const int Rounds = 5;
    private const int MostPhotos = 32;
    private const int Marks = 5;
    private const int FuzzCallers = 4;
    private const double Share = 0.8;
    private const double Overload = 3;

    // Durations beyond saturation and below it need more requests than a rate does.
    private const int Long = 5;

    /// <summary>Encoded photos with one face, as <c>annotations.json</c> tells.</summary>
    public static IReadOnlyList<byte[]> PhotosOfOne(string folder, string annotations) =>
        [.. AnnotationFile.Read(annotations).Where(photo => photo.Faces.Count == 1).Take(MostPhotos).Select(photo => File.ReadAllBytes(Path.Combine(folder, photo.Photo)))];

    /// <summary>Load: throughput, durations, what happens beyond the limits, and memory.</summary>
    /// <param name="photos">Encoded photos.</param>
    /// <param name="detectors">Face detectors to ask for.</param>
    /// <param name="round">How long a rate is measured for.</param>
    /// <param name="requests">Requests over which memory is watched, for each detector.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="args">Arguments that give the service the same configuration.</param>
    /// <param name="output">Takes the figures.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task LoadAsync(
        IReadOnlyList<byte[]> photos, IReadOnlyList<string> detectors, TimeSpan round, int requests, MaskMLConfig config, string[] args, TextWriter output, CancellationToken stop)
    {
        Cv2.SetNumThreads(1);
        int callers = 4 * Environment.ProcessorCount;
        output.WriteLine(FormattableString.Invariant($"{photos.Count} photos of one face, {photos.Average(photo => photo.Length) / 1e3:0} kB on average, {Environment.ProcessorCount} cores, {callers} callers"));
        foreach (string detector in detectors)
        {
            using ServeProcess server = await ServeProcess.StartAsync(args).ConfigureAwait(false);
            using var load = new LoadGenerator(server.Address, detector, photos);
            var work = new InProcessWork(config, detector, photos);
            await using (work.ConfigureAwait(false))
            {
                await MeasureAsync(detector, work, load, callers, round, output, stop).ConfigureAwait(false);
            }

            if (requests > 0)
            {
                await WatchAsync(server, load, callers, requests, output, stop).ConfigureAwait(false);
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

    private static async Task MeasureAsync(string detector, InProcessWork work, LoadGenerator load, int callers, TimeSpan length, TextWriter output, CancellationToken stop)
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

        double most = Median(served);
        output.WriteLine(FormattableString.Invariant(
            $"{detector,-8} in process {Median(bare):0.0} photos/s, over HTTP {most:0.0}: {Median(served.Zip(bare, (over, without) => over / without)):0.00}x"));
        LoadResult usual = await load.OpenAsync(Share * most, Long * length, stop).ConfigureAwait(false);
        output.WriteLine(FormattableString.Invariant(
            $"{detector,-8} at 80 %: p50 {usual.Percentile(0.5):0.0} ms, p99 {usual.Percentile(0.99):0.0} ms ({usual.Percentile(0.99) / usual.Percentile(0.5):0.0}x); {usual.Ends()}"));
        LoadResult over = await load.OpenAsync(Overload * most, Long * length, stop).ConfigureAwait(false);
        output.WriteLine(FormattableString.Invariant(
            $"{detector,-8} at 300 %: {over.Rate:0.0} photos/s, p50 {over.Percentile(0.5):0.0} ms, p99 {over.Percentile(0.99):0.0} ms; {over.Ends()}; {over.Failures} failed"));
    }

    private static async Task WatchAsync(ServeProcess server, LoadGenerator load, int callers, int requests, TextWriter output, CancellationToken stop)
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
        output.WriteLine($"memory   {string.Join("; ", marks)}; {all.Ends()}");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
