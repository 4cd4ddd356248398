using System.Net;
using System.Net.Http.Headers;
using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using MaskML.Serve;
using MaskML.Serve.Security;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>API keys and origins.</summary>
public sealed class AccessTests
{
    private const string Key = "0123456789abcdef-Secret";

    [Theory]
    [InlineData("X-Api-Key", Key, true)]
    [InlineData("X-Api-Key", Key + "x", false)]
    [InlineData("X-Api-Key", "", false)]
    [InlineData("Authorization", "Bearer " + Key, true)]
    [InlineData("Authorization", "bearer " + Key, true)]
    [InlineData("Authorization", "Basic " + Key, false)]
    [InlineData("X-Other", Key, false)]
    public async Task Only_the_key_opens(string header, string value, bool opens)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        foreach (string path in new[] { "/v1/model", "/metrics" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await serve.Client.SendAsync(request);
            if (opens)
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
    public async Task Health_the_page_and_the_document_are_open_to_all(string path)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        using HttpResponseMessage response = await serve.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_photo_without_a_key_is_not_even_read()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = Key });
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright, "?nonsense");
        await ProblemCheck.IsAsync(response, 401, "no-key");
    }

    [Fact]
    public void A_key_may_stand_in_a_file_and_a_weak_one_is_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("key"), Key + "\n");
        Assert.True(ApiKey.From(new ServeOptions { ApiKeyFile = folder.File("key") }).Opens(Key));
        Assert.Contains("found 5 characters", Assert.Throws<UsageException>(() => ApiKey.From(new ServeOptions { ApiKey = "12345" })).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<UsageException>(() => ApiKey.From(new ServeOptions { ApiKeyFile = folder.File("none") })).Message, StringComparison.Ordinal);
        Assert.Contains("both", Assert.Throws<UsageException>(() => ApiKey.From(new ServeOptions { ApiKey = Key, ApiKeyFile = "f" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_stands_in_no_message_and_in_no_effective_configuration()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("mlconfig.json"), $$"""{ "serve": { "apiKey": "{{Key}}" } }""");
        LoadedConfig loaded = ConfigLoader.Load(folder.File("mlconfig.json"), new Dictionary<string, string>(), []);
        Assert.Equal(Key, loaded.Config.Serve.ApiKey);
        Assert.DoesNotContain(Key, loaded.Effective.ToJsonString(), StringComparison.Ordinal);
        File.WriteAllText(folder.File("mlconfig.json"), $$"""{ "serve": { "apiKey": ["{{Key}}"] } }""");
        string message = Assert.Throws<UsageException>(() => ConfigLoader.Load(folder.File("mlconfig.json"), new Dictionary<string, string>(), [])).Message;
        Assert.Contains("serve.apiKey", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://pages.example", true)]
    [InlineData("https://other.example", false)]
    public async Task Pages_of_listed_origins_may_ask_and_others_not(string origin, bool may)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { Cors = ["https://pages.example"], ApiKey = Key });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/predict");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-api-key,content-type");
        using HttpResponseMessage response = await serve.Client.SendAsync(preflight);
        Assert.Equal(may, Allows(response));

        // An error, too, must be readable for the page.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(ServeFixture.Bright) };
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage refused = await serve.Client.SendAsync(request);
        await ProblemCheck.IsAsync(refused, 401, "no-key");
        Assert.Equal(may, Allows(refused));
    }

    [Fact]
    public async Task Without_a_list_no_other_origin_may_ask()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(ServeFixture.Bright) };
        request.Headers.Add("Origin", "https://pages.example");
        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        Assert.False(Allows(response));
    }

    private static bool Allows(HttpResponseMessage response) => ((HttpHeaders)response.Headers).Contains("Access-Control-Allow-Origin");
}
