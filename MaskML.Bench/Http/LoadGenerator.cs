using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace MaskML.Bench.Http;

/// <summary>Sends photos to a server, with a fixed number of callers or at a fixed rate.</summary>
/// <param name="address">The server.</param>
/// <param name="detector">The face detector to ask for.</param>
/// <param name="photos">Encoded photos, sent in turn.</param>
internal sealed class LoadGenerator(Uri address, string detector, IReadOnlyList<byte[]> photos) : IDisposable
{
    private static readonly MediaTypeHeaderValue Type = new("application/octet-stream");

    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
    {
        Timeout = TimeSpan.FromMinutes(2),
    };

    private readonly Uri predict = new(address, $"/v1/predict?detector={detector}");

    /// <summary>Closed loop: callers that send the next request as soon as they have an answer.</summary>
    /// <param name="callers">Number of callers.</param>
    /// <param name="requests">Largest number of requests.</param>
    /// <param name="longest">Longest duration.</param>
    /// <param name="passed">Called with the number of each request after its answer.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public async Task<LoadResult> ClosedAsync(
        int callers, int requests, TimeSpan longest, Action<int>? passed, CancellationToken cancellationToken)
    {
        var outcomes = new Outcomes();
        int sent = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                int number;
                while ((number = Interlocked.Increment(ref sent)) <= requests
                    && Stopwatch.GetElapsedTime(start) < longest
                    && !cancellationToken.IsCancellationRequested)
                {
                    await AskAsync(number, Stopwatch.GetTimestamp(), outcomes, cancellationToken);
                    passed?.Invoke(number);
                }
            },
            CancellationToken.None))).ConfigureAwait(false);
        return outcomes.Result(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Open loop: requests at a fixed rate, whether or not earlier ones are answered.</summary>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="duration">How long requests are sent.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public async Task<LoadResult> OpenAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var outcomes = new Outcomes();
        var running = new List<Task>();
        long start = Stopwatch.GetTimestamp();
        int count = (int)(perSecond * duration.TotalSeconds);
        for (int i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
        {
            long due = start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
            }

            int number = i;
            running.Add(Task.Run(() => AskAsync(number, due, outcomes, cancellationToken), CancellationToken.None));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return outcomes.Result(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task AskAsync(int number, long due, Outcomes outcomes, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new ByteArrayContent(photos[number % photos.Count]);
            body.Headers.ContentType = Type;
            using HttpResponseMessage response = await client.PostAsync(predict, body, cancellationToken).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            outcomes.Add($"{status}", status == 200 && answer.Length > 0 ? Stopwatch.GetElapsedTime(due).TotalMilliseconds : null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            outcomes.Add(Fault(e), null);
        }
    }

    private static string Fault(Exception e) =>
        e.GetBaseException() is SocketException socket ? $"{socket.SocketErrorCode}"
        : e is HttpRequestException request ? $"{request.HttpRequestError}"
        : e.GetType().Name;

    private sealed class Outcomes
    {
        private readonly ConcurrentQueue<double> milliseconds = new();
        private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

        public void Add(string outcome, double? taken)
        {
            counts.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            if (taken is { } time)
            {
                milliseconds.Enqueue(time);
            }
        }

        public LoadResult Result(double seconds) => new(seconds, [.. milliseconds], counts);
    }
}
