using System.Net;
using System.Text.Json;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Serve;

public sealed class ModelEndpointTests
{
    [Fact]
    public async Task Model_endpoint_describes_the_model_and_the_options_of_requests()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MaxFiles = 7 });
        JsonElement model = await serve.ModelAsync();
        Assert.Equal(("tiny", PoolFixture.Sha256(TinyModel.Variants[0]), 1L, "healthy"), (
            model.GetProperty("name").GetString(),
            model.GetProperty("sha256").GetString(),
            model.GetProperty("version").GetInt64(),
            model.GetProperty("state").GetString()));
        Assert.Equal([TinyModel.Bright, TinyModel.Dark], model.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal("tiny", model.GetProperty("backbone").GetProperty("name").GetString());
        Assert.Equal(TinyModel.Size, model.GetProperty("crop").GetProperty("size").GetInt32());
        Assert.Equal(7, model.GetProperty("limits").GetProperty("maxFiles").GetInt32());
        Assert.Equal(JsonValueKind.Null, model.GetProperty("lastFault").ValueKind);
        JsonElement.ArrayEnumerator all = model.GetProperty("detectors").EnumerateArray();
        string[] detectors = [.. all.Select(detector => detector.GetProperty("name").GetString()!)];
        Assert.Equal(["masknet", "yunet", "haar", "none"], detectors);
        Assert.Contains(model.GetProperty("detector").GetString(), detectors);
        Assert.True(model.GetProperty("loaded").GetBoolean());
        Assert.Equal(0.8, model.GetProperty("uncertainBelow").GetDouble());
    }

    [Fact]
    public async Task Model_endpoint_returns_304_until_the_model_changes()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage first = await serve.Client.GetAsync("/v1/model");
        Assert.StartsWith("\"" + serve.Pool.Current!.Sha256, first.Headers.ETag!.Tag, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, await AgainAsync());
        serve.Publish(TinyModel.Variants[1]);
        await Eventually.TrueAsync(() => serve.Pool.Current!.Version == 2, () => serve.Pool.Live.Health.ToString());
        Assert.Equal(HttpStatusCode.OK, await AgainAsync());

        async Task<HttpStatusCode> AgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/model");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage response = await serve.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Answers_name_the_model_that_gave_them_during_reloads()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        var says = TinyModel.Variants.ToDictionary(
            PoolFixture.Sha256,
            zip => zip == TinyModel.Variants[0] ? TinyModel.Bright : zip == TinyModel.Variants[1] ? TinyModel.Dark : "pale");
        var seen = new HashSet<string>();
        using var end = new CancellationTokenSource();
        Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright);
                JsonElement answer = await ServeFixture.JsonAsync(response);
                string model = answer.GetProperty("model").GetString()!;
                Assert.Equal(says[model], answer.GetProperty("faces")[0].GetProperty("label").GetString());
                lock (seen)
                {
                    seen.Add(model);
                }
            }
        }))];
        for (int i = 1; i <= 6; i++)
        {
            byte[] next = TinyModel.Variants[i % 3];
            serve.Publish(next);
            await Eventually.TrueAsync(
                () =>
                    callers.Any(caller => caller.IsFaulted) || serve.Pool.Current!.Sha256 == PoolFixture.Sha256(next), () =>
                        serve.Pool.Live.Health.ToString());
        }

        await end.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Corrupt_file_keeps_the_model_live_and_is_reported_without_server_paths()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        serve.Publish(TinyModel.Variants[1][..^100]);
        await Eventually.TrueAsync(() => serve.Pool.Live.Health.LastFailure is not null, () => serve.Pool.Live.Health.ToString());
        JsonElement model = await serve.ModelAsync();
        Assert.Equal("degraded", model.GetProperty("state").GetString());
        string reason = model.GetProperty("lastFault").GetProperty("reason").GetString()!;
        Assert.Contains("tiny.zip", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("/tiny.zip", reason, StringComparison.Ordinal);
        using HttpResponseMessage ready = await serve.Client.GetAsync("/readyz");
        Assert.Equal(
            (HttpStatusCode.OK, "degraded"), (ready.StatusCode, (await ServeFixture.JsonAsync(ready)).GetProperty("status").GetString()));
        using HttpResponseMessage answer = await serve.PostAsync(ServeFixture.Bright);
        Assert.Equal(PoolFixture.Sha256(TinyModel.Variants[0]), (await ServeFixture.JsonAsync(answer)).GetProperty("model").GetString());

        serve.Publish(TinyModel.Variants[2]);
        await Eventually.TrueAsync(() => serve.Pool.Current!.Version == 2, () => serve.Pool.Live.Health.ToString());
        Assert.Equal("healthy", (await serve.ModelAsync()).GetProperty("state").GetString());
    }
}
