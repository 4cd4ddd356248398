using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Serve.Runs;
using MaskML.Serve.Security;
using MaskML.Tests.Runs;
using MaskML.Tests.Support;
using MaskML.Train.Promotion;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MaskML.Tests.Serve.Runs;

/// <summary>Tests of <c>/v1/runs</c>, promotion over HTTP, and its history.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class RunEndpointsTests(PromotionRuns runs) : IClassFixture<PromotionRuns>, IDisposable
{
    private static readonly string[] ForReviewers = ["/v1/runs", "/v1/trainings", "/v1/promotions", "/v1/models/", "/v1/review"];

    private readonly TempFolder folder = new();

    private string Live => folder.File("live.zip");

    private string One => Path.GetFileName(runs.One);

    private string Other => Path.GetFileName(runs.Other);

    private string Bad => Path.GetFileName(runs.Bad);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Runs_are_listed_the_newest_first_with_the_live_one_marked()
    {
        File.Copy(Path.Combine(runs.One, "model.zip"), Live);
        await using ServeFixture serve = await StartAsync();
        JsonElement all = (await GetAsync(serve, "/v1/runs")).GetProperty("runs");
        Assert.Equal(
            new[] { One, Other, Bad }.OrderDescending(StringComparer.Ordinal),
            all.EnumerateArray().Select(run => run.GetProperty("run").GetString()));
        JsonElement live = Assert.Single(all.EnumerateArray(), run => run.GetProperty("live").GetBoolean());
        Assert.Equal(One, live.GetProperty("run").GetString());
        Assert.Equal(2, live.GetProperty("interval95").GetArrayLength());
        Assert.True(live.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.5);
    }

    [Fact]
    public async Task Run_has_its_metrics_and_the_differences_from_the_run_before_it()
    {
        await using ServeFixture serve = await StartAsync();
        string[] order = [.. new[] { One, Other, Bad }.Order(StringComparer.Ordinal)];
        JsonElement run = await GetAsync(serve, "/v1/runs/" + order[1]);
        Assert.Equal(order[0], run.GetProperty("before").GetString());
        Assert.Contains(
            run.GetProperty("differences").EnumerateArray(), one => one.GetProperty("key").GetString() == "head.maxIterations");
        Assert.True(run.GetProperty("metrics").GetProperty("test").GetProperty("count").GetInt32() > 0);
        Assert.Equal(JsonValueKind.Object, run.GetProperty("configuration").GetProperty("head").ValueKind);
    }

    [Fact]
    public async Task Comparison_shows_the_images_that_got_worse()
    {
        await using ServeFixture serve = await StartAsync();
        JsonElement result = await GetAsync(serve, $"/v1/runs/compare?a={One}&b={Bad}");
        Assert.Equal("worse", result.GetProperty("verdict").GetString());
        Assert.True(result.GetProperty("p").GetDouble() < 0.05);
        JsonElement image = result.GetProperty("newlyWrong")[0];
        Assert.NotEqual(image.GetProperty("label").GetString(), image.GetProperty("new").GetProperty("label").GetString());
        using HttpResponseMessage picture = await serve.Client.GetAsync(image.GetProperty("picture").GetString());
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        using HttpResponseMessage none = await serve.Client.GetAsync($"/v1/runs/{Bad}/images/999999");
        await ProblemCheck.IsAsync(none, 404, "not-found");
    }

    [Fact]
    public async Task Worse_run_goes_live_only_with_a_confirmation_and_a_reason_and_there_is_a_way_back()
    {
        await using ServeFixture serve = await StartAsync();
        await AssertDoneAsync(await PromoteAsync(serve, One, new { who = "Ada" }));
        using HttpResponseMessage again = await PromoteAsync(serve, One, new { });
        await ProblemCheck.IsAsync(again, 409, "conflict");

        using HttpResponseMessage refused = await PromoteAsync(serve, Bad, new { });
        Assert.Contains("worse by more than chance", await ProblemCheck.IsAsync(refused, 409, "worse"), StringComparison.Ordinal);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        using HttpResponseMessage silent = await PromoteAsync(serve, Bad, new { confirm = true, reason = " " });
        Assert.Contains("reason", await ProblemCheck.IsAsync(silent, 400, "bad-request"), StringComparison.Ordinal);
        await AssertDoneAsync(await PromoteAsync(serve, Bad, new { confirm = true, reason = "A test of the alarm", who = "Ada" }));
        Assert.Equal(Zip(runs.Bad), File.ReadAllBytes(Live));

        using HttpResponseMessage back = await serve.Client.PostAsJsonAsync("/v1/models/back", new { who = "Bob" });
        await AssertDoneAsync(back);
        Assert.Equal(Zip(runs.One), File.ReadAllBytes(Live));
        JsonElement[] history = [.. (await GetAsync(serve, "/v1/promotions")).EnumerateArray()];
        Assert.Equal(["back", "promote", "promote"], history.Select(one => one.GetProperty("action").GetString()));
        Assert.Equal(["Bob", "Ada", "Ada"], history.Select(one => one.GetProperty("who").GetString()));
        Assert.Equal("A test of the alarm", history[1].GetProperty("reason").GetString());
        Assert.All(history, one => Assert.True(one.GetProperty("done").GetBoolean()));
    }

    [Fact]
    public async Task First_promotion_is_compared_with_the_shipped_model_and_there_is_a_way_back_to_it()
    {
        await using ServeFixture serve = await StartAsync(optional: true);
        Assert.NotEqual(JsonValueKind.Null, (await GetAsync(serve, "/v1/runs")).GetProperty("live").ValueKind);
        using HttpResponseMessage none = await serve.Client.PostAsJsonAsync("/v1/models/back", new { });
        await ProblemCheck.IsAsync(none, 409, "no-previous-model");
        await AssertDoneAsync(await PromoteAsync(serve, One, new { confirm = true, reason = "First" }));
        await AssertDoneAsync(await serve.Client.PostAsJsonAsync("/v1/models/back", new { }));
        Assert.Equal(File.ReadAllBytes(Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip")), File.ReadAllBytes(Live));
    }

    [Fact]
    public void Promotion_that_was_killed_before_the_change_is_not_done()
    {
        var log = new PromotionLog(Live);
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        log.Add(new PromotionRecord(now, "a", "promote", One, "1", null, null));
        log.Add(new PromotionRecord(now, "b", "promote", Other, "2", "1", null));
        File.AppendAllText(log.Path, "{\"time\": \"20");
        log.Add(new PromotionRecord(now, "c", "promote", Bad, "3", "1", null));
        Assert.Equal([("c", true), ("b", false), ("a", true)], log.Read("3").Select(record => (record.Who, record.IsDone)));
        Assert.Equal([("c", false), ("b", false), ("a", true)], log.Read("1").Select(record => (record.Who, record.IsDone)));
    }

    [Theory]
    [InlineData("GET", "/v1/runs/none", 404, "not-found")]
    [InlineData("GET", "/v1/runs/..%2f..%2fdata", 404, "not-found")]
    [InlineData("GET", "/v1/runs/compare?a=live", 400, "bad-parameter")]
    [InlineData("GET", "/v1/runs/compare?a=x&b=y&c=z", 400, "bad-parameter")]
    [InlineData("GET", "/v1/runs?x=1", 400, "bad-parameter")]
    [InlineData("POST", "/v1/runs/none/promote", 400, "bad-request")]
    [InlineData("DELETE", "/v1/runs", 405, "method-not-allowed")]
    public async Task Wrong_requests_are_told_what_was_expected(string method, string path, int status, string kind)
    {
        await using ServeFixture serve = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        await ProblemCheck.IsAsync(response, status, kind);
    }

    [Fact]
    public async Task No_answer_has_a_folder_of_the_server()
    {
        File.Copy(Path.Combine(runs.One, "model.zip"), Live);
        await using ServeFixture serve = await StartAsync();
        string root = Path.GetDirectoryName(runs.Config)!;
        foreach (string path in new[]
        {
            "/v1/runs", $"/v1/runs/{One}", $"/v1/runs/{One}/report",
            $"/v1/runs/compare?a={One}&b={Bad}", $"/v1/runs/compare?a=live&b={Other}",
            "/v1/runs/compare?a=live&b=20000101T000000Z-000000", "/v1/promotions", "/v1/trainings",
        })
        {
            string text = await (await serve.Client.GetAsync(path)).Content.ReadAsStringAsync();
            Assert.DoesNotContain(root, text, StringComparison.Ordinal);
            Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal);
            Assert.DoesNotContain(TinyModel.BackbonePath, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_may_use_its_own_style_and_nothing_else()
    {
        await using ServeFixture serve = await StartAsync();
        using HttpResponseMessage response = await serve.Client.GetAsync($"/v1/runs/{One}/report");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.Contains("</html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_of_runs_trainings_and_promotion_is_for_reviewers()
    {
        await using ServeFixture serve = await StartAsync();
        RouteEndpoint[] endpoints = [.. serve.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
        foreach (RouteEndpoint endpoint in endpoints)
        {
            string path = endpoint.RoutePattern.RawText!;
            bool expected = ForReviewers.Any(start => path.StartsWith(start, StringComparison.Ordinal));
            Assert.True(expected == (endpoint.Metadata.GetMetadata<ReviewRole>() is not null), path);
        }
    }

    private static byte[] Zip(string run) => File.ReadAllBytes(Path.Combine(run, "model.zip"));

    private static async Task AssertDoneAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }
    }

    private static Task<HttpResponseMessage> PromoteAsync(ServeFixture serve, string run, object body) =>
        serve.Client.PostAsJsonAsync($"/v1/runs/{run}/promote", body);

    private static async Task<JsonElement> GetAsync(ServeFixture serve, string path)
    {
        using HttpResponseMessage response = await serve.Client.GetAsync(path);
        JsonElement json = await ServeFixture.JsonAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, json.ToString());
        return json;
    }

    private Task<ServeFixture> StartAsync(bool optional = false)
    {
        LoadedConfig loaded = ConfigLoader.Load(runs.Config, new Dictionary<string, string>(), ["model=" + Live]);
        return ServeFixture.StartAsync(
            runs: new RunSettings { Training = loaded.Training with { ModelIsOptional = optional, Model = Live } });
    }
}
