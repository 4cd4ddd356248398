using System.Net;
using System.Net.Http.Headers;
using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using MaskML.Serve;
using MaskML.Serve.Security;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests of API keys and CORS.</summary>
public sealed class AccessTests
{
    private const string Key = "0123456789abcdef-Secret";
    private const string Reviewer = "fedcba9876543210-Secret";

    [Theory]
    [InlineData("X-Api-Key", Key, true)]
    [InlineData("X-Api-Key", Key + "x", false)]
    [InlineData("X-Api-Key", "", false)]
    [InlineData("Authorization", "Bearer " + Key, true)]
    [InlineData("Authorization", "bearer " + Key, true)]
    [InlineData("Authorization", "Basic " + Key, false)]
    [InlineData("X-Other", Key, false)]
    public async Task Protected_endpoints_accept_only_the_key(string header, string value, bool accepted)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        foreach (string path in new[] { "/v1/model", "/metrics" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await serve.Client.SendAsync(request);
            if (accepted)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                continue;
            }

            string detail = await ProblemCheck.IsAsync(response, 401, "no-key");
            Assert.DoesNotContain(Key, detail, StringComparison.Ordinal);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.DoesNotContain(serve.Log.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/")]
    [InlineData("/openapi/v1.json")]
    public async Task Health_page_and_OpenAPI_document_need_no_key(string path)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        using HttpResponseMessage response = await serve.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Photo_without_a_key_is_rejected_before_its_query_is_parsed()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright, "?nonsense");
        await ProblemCheck.IsAsync(response, 401, "no-key");
    }

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:5080", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:80", true)]
    [InlineData("[::1]:5080", true)]
    [InlineData("a.maskml.example", true)]
    public async Task Host_that_the_service_does_not_have_reaches_nothing(string host, bool accepted)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(
            new() { Hosts = [.. new ServeOptions().Hosts, "*.maskml.example"] });
        foreach (string path in new[] { "/", "/v1/model", "/healthz", "/metrics", "/openapi/v1.json" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using HttpResponseMessage response = await serve.Client.SendAsync(request);
            if (accepted)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                continue;
            }

            Assert.Contains("serve.hosts", await ProblemCheck.IsAsync(response, 421, "wrong-host"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Any_host_is_accepted_where_the_options_say_so()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Hosts = ["*"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/model") { Headers = { Host = "any.example" } };
        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("https://page.example", true)]
    [InlineData("own", true)]
    [InlineData(null, true)]
    public async Task Photo_from_a_page_of_another_origin_is_refused(string? origin, bool accepted)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Cors = ["https://page.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(ServeFixture.Bright) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? serve.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        if (accepted)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        await ProblemCheck.IsAsync(response, 403, "wrong-origin");
    }

    [Fact]
    public async Task Detector_that_callers_may_not_name_is_refused_with_the_others()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Detectors = ["auto", "none"] });
        using HttpResponseMessage refused = await serve.PostAsync(ServeFixture.Bright, "?detector=haar");
        string detail = await ProblemCheck.IsAsync(refused, 400, "bad-parameter");
        Assert.Contains("found 'haar', expected one of auto, none", detail, StringComparison.Ordinal);
        Assert.Equal("none", (await serve.ModelAsync()).GetProperty("detectors").EnumerateArray().Single().GetProperty("name").GetString());
    }

    [Fact]
    public void Key_is_read_from_a_file_and_a_weak_key_is_rejected()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("key"), Key + "\n");
        Assert.True(AccessKeys.From(new ServeOptions { ApiKeyFile = folder.File("key") }).Caller.Accepts(Key));
        Assert.Contains(
            "found 5 characters",
            Assert.Throws<UsageException>(() => AccessKeys.From(new ServeOptions { ApiKey = "12345" })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read",
            Assert.Throws<UsageException>(() => AccessKeys.From(new ServeOptions { ApiKeyFile = folder.File("none") })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "both",
            Assert.Throws<UsageException>(() => AccessKeys.From(new ServeOptions { ApiKey = Key, ApiKeyFile = "f" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Key_appears_in_no_message_and_not_in_the_effective_configuration()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("mlconfig.json"), $$"""{ "serve": { "apiKey": "{{Key}}" } }""");
        LoadedConfig loaded = ConfigLoader.Load(folder.File("mlconfig.json"), new Dictionary<string, string>(), []);
        Assert.Equal(Key, loaded.Config.Serve.ApiKey);
        Assert.DoesNotContain(Key, loaded.Effective.ToJsonString(), StringComparison.Ordinal);
        File.WriteAllText(folder.File("mlconfig.json"), $$"""{ "serve": { "apiKey": ["{{Key}}"] } }""");
        string message = Assert.Throws<UsageException>(() => ConfigLoader.Load(
            folder.File("mlconfig.json"), new Dictionary<string, string>(), [])).Message;
        Assert.Contains("serve.apiKey", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, 200)]
    [InlineData(null, null, "X-Forwarded-For: 10.0.0.1", 403)]
    [InlineData(null, null, "Forwarded: for=10.0.0.1", 403)]
    [InlineData(null, null, "Origin: https://page.example", 403)]
    [InlineData(null, null, "Origin: own", 200)]
    [InlineData(Key, null, null, 401)]
    [InlineData(Key, null, "X-Api-Key: " + Key, 200)]
    [InlineData(Key, Reviewer, "X-Api-Key: " + Key, 401)]
    [InlineData(null, Reviewer, null, 401)]
    [InlineData(null, Reviewer, "X-Api-Key: " + Reviewer + "x", 401)]
    [InlineData(null, Reviewer, "Authorization: Bearer " + Reviewer, 200)]
    [InlineData(Key, Reviewer, "X-Api-Key: " + Reviewer, 200)]
    public async Task Review_needs_its_own_key_then_the_API_key_then_this_machine(string? key, string? reviewer, string? header, int status)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(
            new() { ApiKey = key, ReviewKey = reviewer, Cors = ["https://page.example"] });
        serve.App.MapGet("/review-only", () => "").RequireReviewer();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/review-only");
        if (header?.Split(": ") is [{ } name, { } value])
        {
            value = value == "own" ? serve.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : value;
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        if (status == 200)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        string detail = await ProblemCheck.IsAsync(response, status, status == 401 ? "no-key" : "key-needed");
        Assert.Contains(reviewer is null && status == 401 ? "service's key" : "review", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_key_opens_what_the_API_key_opens()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key, ReviewKey = Reviewer });
        serve.Client.DefaultRequestHeaders.Add("X-Api-Key", Reviewer);
        using HttpResponseMessage response = await serve.Client.GetAsync("/v1/model");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://pages.example", true)]
    [InlineData("https://other.example", false)]
    public async Task Listed_origins_may_call_the_service_and_others_may_not(string origin, bool allowed)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Cors = ["https://pages.example"], ApiKey = Key });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/predict");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-api-key,content-type");
        using HttpResponseMessage response = await serve.Client.SendAsync(preflight);
        Assert.Equal(allowed, Allows(response));

        // The page must be able to read errors too.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(ServeFixture.Bright) };
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage refused = await serve.Client.SendAsync(request);
        await ProblemCheck.IsAsync(refused, allowed ? 401 : 403, allowed ? "no-key" : "wrong-origin");
        Assert.Equal(allowed, Allows(refused));
    }

    [Fact]
    public async Task Other_origins_may_not_call_the_service_by_default()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(ServeFixture.Bright) };
        request.Headers.Add("Origin", "https://pages.example");
        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        Assert.False(Allows(response));
    }

    private static bool Allows(HttpResponseMessage response) => ((HttpHeaders)response.Headers).Contains("Access-Control-Allow-Origin");
}
