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
            "POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nxyz"u8.ToArray());
        await AnswersAsync(serve);
        byte[] answer = new byte[4000];
        int length = await socket.ReceiveAsync(answer);
        Assert.StartsWith("HTTP/1.1 408 ", Encoding.Latin1.GetString(answer, 0, length), StringComparison.Ordinal);
        await AnswersAsync(serve);
    }

    [Fact]
    public async Task Work_over_the_timeout_is_cancelled_and_frees_its_worker()
    {
        // With this magnification, a photo is searched in thousands of tiles.
        var slow = new MaskNetFaceOptions { Magnify = 4, LongSide = 320 };
        await using ServeFixture serve = await ServeFixture.StartAsync(
            new() { Concurrency = 1, TimeoutSeconds = 2 }, config => config with { MasknetFace = slow });
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
