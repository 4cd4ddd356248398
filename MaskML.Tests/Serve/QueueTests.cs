using System.Net;
using System.Net.Sockets;
using System.Text;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests of queue, time-outs and disconnecting clients. A lease that a test holds stands for a photo that takes long.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Full_queue_answers_429_and_completes_the_requests_it_accepted()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Concurrency = 1, Queue = 2 });
        MaskModelLease held = await serve.Pool.RentAsync();
        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 10).Select(_ => serve.PostAsync(ServeFixture.Bright))];
        await Eventually.TrueAsync(
            () => asked.Count(task => task.IsCompleted) == 7, () => $"{asked.Count(task => task.IsCompleted)} answered");
        foreach (Task<HttpResponseMessage> refused in asked.Where(task => task.IsCompleted))
        {
            await ProblemCheck.IsAsync(await refused, 429, "busy");
            Assert.NotNull((await refused).Headers.RetryAfter?.Delta);
        }

        held.Dispose();
        HttpResponseMessage[] all = await Task.WhenAll(asked);
        Assert.Equal(3, all.Count(response => response.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Request_that_waits_too_long_gets_503_and_the_next_one_is_answered()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Concurrency = 1, TimeoutSeconds = 0.3 });
        MaskModelLease held = await serve.Pool.RentAsync();
        using HttpResponseMessage late = await serve.PostAsync(ServeFixture.Bright);
        Assert.Contains("0.3 s", await ProblemCheck.IsAsync(late, 503, "no-turn"), StringComparison.Ordinal);
        Assert.NotNull(late.Headers.RetryAfter);
        held.Dispose();
        await AnswersAsync(serve);
    }

    [Fact]
    public async Task Stalled_upload_times_out_and_takes_no_worker()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Concurrency = 1, Queue = 1, TimeoutSeconds = 1 });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, serve.Client.BaseAddress!.Port);
        await socket.SendAsync(
            "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nxyz"u8.ToArray());
        await AnswersAsync(serve);
        byte[] answer = new byte[4000];
        int length = await socket.ReceiveAsync(answer);
        Assert.StartsWith("HTTP/1.1 408 ", Encoding.Latin1.GetString(answer, 0, length), StringComparison.Ordinal);
        await AnswersAsync(serve);
    }

    [Fact]
    public async Task Slow_uploads_hold_no_place_in_the_queue()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Concurrency = 1, Queue = 1 });
        var slow = new List<Socket>();
        for (int i = 0; i < 66; i++)
        {
            slow.Add(await UploadAsync(serve, 1_000_000, 300));
        }

        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        slow.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Uploads_below_the_least_rate_are_ended()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MinUploadRate = 1 << 30, TimeoutSeconds = 60 });
        using Socket slow = await UploadAsync(serve, 1_000_000, 300);
        byte[] answer = new byte[4000];
        int length = await slow.ReceiveAsync(answer);
        Assert.StartsWith("HTTP/1.1 408 ", Encoding.Latin1.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_beyond_the_memory_budget_end_the_oldest_one_and_leave_room_for_the_next()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(
            new() { MemoryBudget = 16, MinUploadRate = 1, TimeoutSeconds = 60 });
        var slow = new List<Socket>();
        for (int i = 0; i < 12; i++)
        {
            slow.Add(await UploadAsync(serve, 1_000_000, 900_000)); // 4 MB are there for all of them.
        }

        byte[] answer = new byte[4000];
        int length = await slow[0].ReceiveAsync(answer);
        string text = Encoding.Latin1.GetString(answer, 0, length);
        Assert.StartsWith("HTTP/1.1 429 ", text, StringComparison.Ordinal);
        Assert.Contains("serve.memoryBudget", text, StringComparison.Ordinal);
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        slow.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Photo_that_takes_more_than_the_memory_budget_is_refused_and_the_next_one_is_judged()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MemoryBudget = 32 });
        using var large = new Mat(3000, 4000, MatType.CV_8UC3, Scalar.Gray);
        using HttpResponseMessage refused = await serve.PostAsync(large.ImEncode(".png"));
        string detail = await ProblemCheck.IsAsync(refused, 413, "too-many-pixels");
        Assert.Contains("35 MB, at most 12 are there", detail, StringComparison.Ordinal);
        await AnswersAsync(serve);
    }

    [Fact]
    public async Task Work_over_the_timeout_is_cancelled_and_frees_its_worker()
    {
        // With this side, a photo is searched in thousands of tiles.
        var slow = new MaskNetFaceOptions { Magnify = 4, LongSide = 64 };
        await using ServeFixture serve = await ServeFixture.StartAsync(
            new() { Concurrency = 1, TimeoutSeconds = 0.4 }, config => config with { MasknetFace = slow });
        using var large = new Mat(3000, 4000, MatType.CV_8UC3, Scalar.Gray);
        using HttpResponseMessage late = await serve.PostAsync(
            ServeFixture.Body(large.ImEncode(".jpg"), "image/jpeg"), "?detector=masknet");
        await ProblemCheck.IsAsync(late, 504, "too-slow");
        await AnswersAsync(serve);
    }

    [Fact]
    public async Task Disconnected_clients_free_their_place_in_the_queue()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Concurrency = 1, Queue = 1 });
        MaskModelLease held = await serve.Pool.RentAsync();
        for (int i = 0; i < 5; i++)
        {
            using var gone = new CancellationTokenSource();
            CancellationToken hangUp = gone.Token;
            Task<HttpResponseMessage>[] asked =
                [.. Enumerable.Range(0, 3).Select(_ => serve.PostAsync(ServeFixture.Bright, "", hangUp))];

            // The service takes two requests; once it has refused one, the others hold their places or were refused as well.
            await Eventually.TrueAsync(() => asked.Any(task => task.IsCompleted), () => "no request was refused");
            await gone.CancelAsync();

            // The place is free when the server has noticed the disconnect; until then it answers 429.
            await Task.WhenAny(Task.WhenAll(asked));
            Assert.All(
                asked, task => Assert.True(task.IsCanceled || task.Result.StatusCode == HttpStatusCode.TooManyRequests, $"{task.Status}"));
        }

        held.Dispose();
        await AnswersAsync(serve);
        using MaskModelLease all = await serve.Pool.RentAsync();
        Assert.DoesNotContain(serve.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    // Begins an upload and sends a part of it.
    private static async Task<Socket> UploadAsync(ServeFixture serve, int length, int sent)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, serve.Client.BaseAddress!.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(FormattableString.Invariant(
            $"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n")));
        await socket.SendAsync(new byte[sent]);
        return socket;
    }

    // Retries, since on a busy machine the short time-outs of these tests may end an ordinary request too.
    private static Task AnswersAsync(ServeFixture serve)
    {
        HttpStatusCode last = default;
        return Eventually.TrueAsync(
            () =>
            {
                using HttpResponseMessage response = serve.PostAsync(ServeFixture.Bright).GetAwaiter().GetResult();
                return (last = response.StatusCode) == HttpStatusCode.OK;
            },
            () => last.ToString());
    }
}
