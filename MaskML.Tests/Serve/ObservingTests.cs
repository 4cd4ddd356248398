using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using MaskML.Serve.Contracts;
using MaskML.Serve.Prediction;
using MaskML.Serve.Problems;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests of metrics, log, health, page and OpenAPI document.</summary>
public sealed partial class ObservingTests
{
    [Fact]
    public async Task Metrics_have_the_text_format_of_Prometheus()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using (await serve.PostAsync(ServeFixture.Bright))
        using (await serve.PostAsync("no photo"u8.ToArray()))
        {
        }

        string text = "";
        await Eventually.TrueAsync(
            () =>
            {
                text = serve.Client.GetStringAsync("/metrics").GetAwaiter().GetResult();
                return Wanted().All(name => text.Contains('\n' + name, StringComparison.Ordinal));
            },
            () => text);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Sample(), line));
        Assert.Contains("kind=\"bad-photo\"", text, StringComparison.Ordinal);
        Assert.Matches("maskml_prediction_duration_seconds_bucket\\{.*le=\"0\\.05\"", text);
    }

    [Fact]
    public async Task Log_has_one_line_for_each_request_without_query_or_body()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using (await serve.PostAsync(ServeFixture.Bright, "?detector=none"))
        using (await serve.Client.GetAsync("/a%0Ab?secret=1"))
        {
        }

        await Eventually.TrueAsync(
            () => serve.Log.Lines.Any(line => line.Contains("404", StringComparison.Ordinal)), () => string.Join('\n', serve.Log.Lines));
        string line = Assert.Single(serve.Log.Lines, line => line.Contains("POST", StringComparison.Ordinal));
        Assert.Matches($"^Information: POST /v1/predict 200 in [0-9.]+ ms, {ServeFixture.Bright.Length} bytes of body$", line);
        Assert.Contains(serve.Log.Lines, line => line.Contains("GET /a%0Ab 404", StringComparison.Ordinal));
        Assert.DoesNotContain(serve.Log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAPI_document_lists_every_path_with_its_errors()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = "0123456789abcdef" });
        using var stream = new MemoryStream(await serve.Client.GetByteArrayAsync("/openapi/v1.json"));
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json");
        Assert.Empty(diagnostic!.Errors);
        string[] routes =
        [
            .. serve.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(path => !path.StartsWith(
                    "/openapi", StringComparison.Ordinal)).Distinct(),
        ];
        Assert.Equal(routes.Order(StringComparer.Ordinal), document!.Paths.Keys.Order(StringComparer.Ordinal));

        OpenApiOperation predict = document.Paths["/v1/predict"].Operations![HttpMethod.Post];
        Assert.Equal(
            ["200", "400", "401", "403", "406", "408", "413", "415", "421", "429", "500", "503", "504"],
            predict.Responses!.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            predict.Responses.Where(response => response.Key != "200"),
            response => Assert.Equal(["application/problem+json"], response.Value.Content!.Keys));
        Assert.Equal(["detector", "uncertainBelow", "annotate"], predict.Parameters!.Select(parameter => parameter.Name));
        Assert.Contains("multipart/form-data", predict.RequestBody!.Content!.Keys);
        Assert.Contains("304", document.Paths["/v1/model"].Operations![HttpMethod.Get].Responses!.Keys);

        // Every kind of problem is documented, except that of unknown paths.
        string all = string.Join(
            '\n',
            document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Responses!.Values)
                .Select(response => response.Description));
        Assert.All(
            ProblemKind.All.Where(kind => kind.Status is not 404),
            kind => Assert.Contains($"{kind.Type}: {kind.Title}", all, StringComparison.Ordinal));
        Assert.Equal(PhotoBody.Types.Append(PhotoBody.Multipart), predict.RequestBody.Content.Keys);
        Type[] answers =
        [
            typeof(PhotoAnswer), typeof(PhotoFailure), typeof(ModelAnswer), typeof(HealthAnswer),
            typeof(CameraAnswer), typeof(CountAnswer), typeof(ReceiverAnswer), typeof(RunAnswer), typeof(ComparisonAnswer),
            typeof(TrainingAnswer),
        ];
        Assert.All(answers, type => AssertSame(
            JsonSerializerOptions.Web.GetJsonSchemaAsNode(type), JsonNode.Parse(stream.ToArray())!["components"]!["schemas"]![type.Name]!));
    }

    // The properties of an answer and of its parts are those that the document describes.
    private static void AssertSame(JsonNode type, JsonNode described)
    {
        if (type is not JsonObject || type["$ref"] is not null || type.AsObject().Count == 0)
        {
            return; // Described where it occurs first, or any JSON.
        }

        if (type["properties"] is JsonObject properties)
        {
            Assert.Equal(properties.Select(p => p.Key), described["properties"]!.AsObject().Select(p => p.Key));
            Assert.All(properties, p => AssertSame(p.Value!, described["properties"]![p.Key]!));
        }
        else if (type["items"] is { } item)
        {
            AssertSame(item, described["items"]!);
        }
        else
        {
            string[] kinds = Kinds(described["type"]!);
            Assert.True(!kinds.Except(Kinds(type["type"]!)).Any(), $"{described.ToJsonString()} describes {type.ToJsonString()}");
        }

        static string[] Kinds(JsonNode kind) => kind is JsonArray several ? [.. several.Select(k => (string)k!)] : [(string)kind!];
    }

    [Fact]
    public async Task Health_is_reported_and_the_page_is_revalidated_by_its_ETag()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        foreach (string path in new[] { "/healthz", "/readyz" })
        {
            using HttpResponseMessage response = await serve.Client.GetAsync(path);
            Assert.Equal("healthy", (await ServeFixture.JsonAsync(response)).GetProperty("status").GetString());
        }

        using HttpResponseMessage page = await serve.Client.GetAsync("/");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.True(page.Headers.CacheControl!.NoCache);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage known = await serve.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    private static string[] Wanted() =>
    [
        "maskml_serve_photos_total{", "maskml_serve_faces_total{", "maskml_serve_rejects_total{", "maskml_serve_queue{",
        "maskml_prediction_duration_seconds_bucket{", "maskml_pool_wait_duration_seconds_count{", "maskml_model_generations{",
        "http_server_request_duration_seconds_bucket{", "kestrel_active_connections{",
        "dotnet_gc_collections_total{",
    ];

    [GeneratedRegex(
        """^(# (TYPE|HELP|UNIT|EOF).*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*",?)*\})? """
        + "(-?[0-9.eE+-]+|NaN|[+-]Inf)( -?[0-9]+)?)$")]
    private static partial Regex Sample();
}
