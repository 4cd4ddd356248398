using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace MaskML.Bench.Http;

/// <summary>Sends photos to a server: so many at a time, or so many a second.</summary>
/// <param name="address">The server.</param>
/// <param name="detector">The face detector to ask for.</param>
/// <param name="photos">Encoded photos, which take turns.</param>
internal sealed class LoadGenerator(Uri address, string detector, IReadOnlyList<byte[]> photos) : IDisposable
{
    private static readonly MediaTypeHeaderValue Type = new("application/octet-stream");

    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri predict = new(address, $"/v1/predict?detector={detector}");

    /// <summary>Callers that ask again as soon as they are answered.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="requests">Requests in all; it may end before by time.</param>
    /// <param name="longest">Longest time.</param>
    /// <param name="passed">Called after each so many requests with the count.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<LoadResult> ClosedAsync(int callers, int requests, TimeSpan longest, Action<int>? passed, CancellationToken stop)
    {
        var ends = new Ends();
        int sent = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                int number;
                while ((number = Interlocked.Increment(ref sent)) <= requests && Stopwatch.GetElapsedTime(start) < longest && !stop.IsCancellationRequested)
                {
                    await AskAsync(number, Stopwatch.GetTimestamp(), ends, stop);
                    passed?.Invoke(number);
                }
            },
            CancellationToken.None))).ConfigureAwait(false);
        return ends.Result(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Requests that are due at equal distances, whether or not earlier ones are answered.</summary>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<LoadResult> OpenAsync(double perSecond, TimeSpan duration, CancellationToken stop)
    {
        var ends = new Ends();
        var running = new List<Task>();
        long start = Stopwatch.GetTimestamp();
        int count = (int)(perSecond * duration.TotalSeconds);
        for (int i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            long due = start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
            }

            int number = i;
            running.Add(Task.Run(() => AskAsync(number, due, ends, stop), CancellationToken.None));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return ends.Result(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task AskAsync(int number, long due, Ends ends, CancellationToken stop)
    {
        try
        {
            using var body = new ByteArrayContent(photos[number % photos.Count]);
            body.Headers.ContentType = Type;
            using HttpResponseMessage response = await client.PostAsync(predict, body, stop).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            ends.Note(status.ToString(CultureInfo.InvariantCulture), status == 200 && answer.Length > 0 ? Stopwatch.GetElapsedTime(due).TotalMilliseconds : null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            ends.Note(e.GetType().Name, null);
        }
    }

    private sealed class Ends
    {
        private readonly ConcurrentQueue<double> milliseconds = new();
        private readonly ConcurrentDictionary<string, int> outcomes = new(StringComparer.Ordinal);

        public void Note(string outcome, double? taken)
        {
            outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            if (taken is { } time)
            {
                milliseconds.Enqueue(time);
            }
        }

        public LoadResult Result(double seconds) => new(seconds, [.. milliseconds], outcomes);
    }
}
