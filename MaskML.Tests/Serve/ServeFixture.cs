using System.Net.Http.Headers;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Serve;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Serve.Runs;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace MaskML.Tests.Serve;

/// <summary>The service in this process, on a free port, with a tiny model that can be replaced quickly.</summary>
internal sealed class ServeFixture : IAsyncDisposable
{
    private readonly TinyModel model = new();
    private readonly TempFolder folder = new();

    private ServeFixture(ServeOptions serve, Func<MaskMLConfig, MaskMLConfig>? more, WatchSettings? watch, RunSettings? runs)
    {
        var config = new MaskMLConfig
        {
            Model = model.Path,
            Predict = new PredictOptions { Detector = "none" },
            Serve = serve with { Url = "http://127.0.0.1:0" },
        };
        Config = more is null ? config : more(config);
        App = ServeHost.Build(
            Config.Serve,
            Config.Apply,
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Log);
                builder.Services.Configure<MaskMLOptions>(options => options.Reload = PoolFixture.Quick());
            },
            watch ?? new WatchSettings { Events = new EventOptions { Store = folder.File("events.db") } },
            runs);
    }

    public MaskMLConfig Config { get; }

    public WebApplication App { get; }

    public ListLog Log { get; } = new();

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    public MaskModelPool Pool => App.Services.GetRequiredService<MaskModelPool>();

    /// <summary>A photo that the model labels as a face with a mask.</summary>
    public static byte[] Bright { get; } = Photo(200);

    /// <summary>Starts a service.</summary>
    /// <param name="serve">Options of the service.</param>
    /// <param name="more">Changes the rest of the configuration.</param>
    /// <param name="watch">The cameras; null for none.</param>
    /// <param name="runs">Runs and trainings; null for none.</param>
    public static async Task<ServeFixture> StartAsync(
        ServeOptions? serve = null,
        Func<MaskMLConfig, MaskMLConfig>? more = null,
        WatchSettings? watch = null,
        RunSettings? runs = null)
    {
        var fixture = new ServeFixture(serve ?? new ServeOptions(), more, watch, runs);
        await fixture.App.StartAsync();
        fixture.Client.BaseAddress = new Uri(fixture.App.Urls.Single());
        return fixture;
    }

    public static byte[] Photo(int level, int side = TinyModel.Size)
    {
        using Mat noise = TinyModel.Noise(level, 1, side);
        return noise.ImEncode(".png");
    }

    /// <summary>A request body with one photo.</summary>
    public static ByteArrayContent Body(byte[] photo, string? type = "image/png")
    {
        var content = new ByteArrayContent(photo);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }

    /// <summary>A request body with several photos.</summary>
    public static MultipartFormDataContent Files(params (string Name, byte[] Photo)[] files)
    {
        var content = new MultipartFormDataContent();
        foreach ((string name, byte[] photo) in files)
        {
            content.Add(Body(photo), "photo", name);
        }

        return content;
    }

    public Task<HttpResponseMessage> PostAsync(HttpContent body, string query = "", CancellationToken cancellationToken = default) =>
        Client.PostAsync("/v1/predict" + query, body, cancellationToken);

    public Task<HttpResponseMessage> PostAsync(byte[] photo, string query = "", CancellationToken cancellationToken = default) =>
        PostAsync(Body(photo), query, cancellationToken);

    public async Task<JsonElement> ModelAsync()
    {
        using HttpResponseMessage response = await Client.GetAsync("/v1/model");
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    /// <summary>Replaces the model file.</summary>
    public void Publish(byte[] zip) => TinyModel.Publish(zip, model.Path);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        model.Dispose();
        folder.Dispose();
    }
}
