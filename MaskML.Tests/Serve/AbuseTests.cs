using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MaskML.Bench.Http;
using MaskML.Tests.Serve.Fuzz;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>
/// Slow, huge, malformed and many requests at once, for ten minutes or as many as <c>MASKML_TEST_ABUSE_MINUTES</c> says: honest callers
/// get their answers.
/// </summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class AbuseTests(ITestOutputHelper output)
{
    private const string Minutes = "MASKML_TEST_ABUSE_MINUTES";
    private const int SlowCallers = 66;
    private const int HonestCallers = 2;
    private const int Crowd = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, int> answers = new();
    private readonly ConcurrentBag<TimeSpan> honest = [];

    [Fact]
    public async Task Honest_callers_are_answered_within_seconds_beside_abuse()
    {
        using ServeProcess server = await ServeProcess.StartAsync(
            ["--model", Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"), "--set", "serve.memoryBudget=384"]);
        IReadOnlyList<GroupPhoto> photos = GroupPhoto.Some(12);
        byte[][] huge = Huge();
        double minutes = double.Parse(Environment.GetEnvironmentVariable(Minutes) ?? "10", CultureInfo.InvariantCulture);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        using var client = new HttpClient { BaseAddress = server.Address };
        await Task.WhenAll(
        [
            .. Each(SlowCallers, i => UploadSlowlyAsync(server.Address, i, end.Token)),
            .. Each(2, i => PostAsync(client, "huge", () => huge[Random.Shared.Next(huge.Length)], "?detector=masknet", end.Token)),
            .. Each(2, i => SendMalformedAsync(server.Address, i, end.Token)),
            CrowdAsync(client, end.Token),
            .. Each(HonestCallers, i => AskHonestlyAsync(client, photos, end.Token)),
        ]);

        long peak = server.IsAlive ? server.PeakBytes : 0;
        TimeSpan[] sorted = [.. honest.Order()];
        TimeSpan p99 = sorted[(int)(0.99 * (sorted.Length - 1))];
        string found = string.Join(", ", answers.OrderBy(answer => answer.Key).Select(answer => $"{answer.Value} x {answer.Key}"))
            + FormattableString.Invariant($"; {sorted.Length} honest answers, p50 {sorted[sorted.Length / 2]}, p99 {p99}, ")
            + FormattableString.Invariant($"longest {sorted[^1]}; peak {peak >> 20} MB");
        output.WriteLine(found);
        Assert.True(p99 < TimeSpan.FromSeconds(3), found);
        Assert.True(peak is > 0 and < 1L << 30, found);
        Assert.DoesNotContain(answers.Keys, answer => answer.EndsWith(" 500", StringComparison.Ordinal));
    }

    private static IEnumerable<Task> Each(int count, Func<int, Task> work) =>
        Enumerable.Range(0, count).Select(i => Task.Run(() => work(i)));

    // Blank and noisy pictures of up to the largest size, and such as inflate or take many passes.
    private static byte[][] Huge()
    {
        using var blank = new Mat(6000, 8000, MatType.CV_8UC3, Scalar.Gray);
        using var noise = new Mat(2400, 3200, MatType.CV_8UC3);
        Cv2.Randu(noise, Scalar.Black, Scalar.White);
        using Mat photo = noise.Resize(new Size(4000, 3000));
        using var line = new Mat(500, 16000, MatType.CV_8UC3, Scalar.Gray);
        return
        [
            blank.ImEncode(".jpg"), blank.ImEncode(".png"), photo.ImEncode(".jpg"), line.ImEncode(".png"),
            blank.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1)),
            PngBytes.Make(100, 100, PngBytes.Zeros(2L << 30)),
        ];
    }

    // 300 bytes a second, or nothing at all after most of a large body.
    private static async Task UploadSlowlyAsync(Uri address, int number, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
                await socket.SendAsync(
                    Encoding.Latin1.GetBytes(FormattableString.Invariant(
                        $"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: {16 << 20}\r\n\r\n")),
                    cancellationToken);
                await socket.SendAsync(new byte[number % 8 == 0 ? 15 << 20 : 300], cancellationToken);
                while (true)
                {
                    await Task.Delay(Pause, cancellationToken);
                    await socket.SendAsync(new byte[150], cancellationToken);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The service has ended the upload, or the test is over.
            }
        }
    }

    private static async Task SendMalformedAsync(Uri address, int seed, CancellationToken cancellationToken)
    {
        var fuzz = new FuzzRequests(seed);
        while (!cancellationToken.IsCancellationRequested)
        {
            Assert.InRange(await RawExchange.SendAsync(address, fuzz.Next(), CancellationToken.None), 0, 499);
        }
    }

    private async Task CrowdAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => SendAsync(client, "crowd", ServeFixture.Bright, "?detector=none")));
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task PostAsync(
        HttpClient client, string who, Func<byte[]> photo, string query, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await SendAsync(client, who, photo(), query);
        }
    }

    // Tries again when it is told to, and counts the whole time.
    private async Task AskHonestlyAsync(HttpClient client, IReadOnlyList<GroupPhoto> photos, CancellationToken cancellationToken)
    {
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            byte[] photo = await File.ReadAllBytesAsync(photos[i % photos.Count].Path, CancellationToken.None);
            long start = Stopwatch.GetTimestamp();
            while (await SendAsync(client, "honest", photo, "?detector=masknet") == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }

            honest.Add(Stopwatch.GetElapsedTime(start));
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task<HttpStatusCode> SendAsync(HttpClient client, string who, byte[] photo, string query)
    {
        using var body = new ByteArrayContent(photo) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        try
        {
            using HttpResponseMessage response = await client.PostAsync("/v1/predict" + query, body);
            answers.AddOrUpdate($"{who} {(int)response.StatusCode}", 1, (_, seen) => seen + 1);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Refused while the body was still being sent.
            answers.AddOrUpdate($"{who} closed", 1, (_, seen) => seen + 1);
            return 0;
        }
    }
}
