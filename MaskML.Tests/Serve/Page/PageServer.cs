using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Serve;
using MaskML.Serve.Contracts;
using MaskML.Serve.Hosting;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Serve.Page;

/// <summary>The service with the shipped model, in this process, on a free port.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly WebApplication app;

    private PageServer(TempFolder folder, WebApplication app, string model)
    {
        (this.folder, this.app, ModelPath) = (folder, app, model);
        Client = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url => app.Urls.Single();

    public HttpClient Client { get; }

    /// <summary>The service's models; a lease that a test holds stands for a photo that takes long.</summary>
    public MaskModelPool Pool => app.Services.GetRequiredService<MaskModelPool>();

    /// <summary>The live model, which a test may replace.</summary>
    public string ModelPath { get; }

    public static async Task<PageServer> StartAsync(
        Func<ServeOptions, ServeOptions>? limits = null, WatchSettings? watch = null)
    {
        var folder = new TempFolder();
        string model = folder.File("maskml.zip");
        File.Copy(Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"), model);
        var serve = new ServeOptions { Url = "http://127.0.0.1:0" };
        var config = new MaskMLConfig
        {
            Model = model,
            Serve = limits?.Invoke(serve) ?? serve,

            // One look at a photo is enough for people who fill it.
            MasknetFace = new MaskNetFaceOptions { Tiles = false },
        };
        WebApplication app = ServeHost.Build(config.Serve, config.Apply, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Configure<MaskMLOptions>(options => options.Reload = PoolFixture.Quick());
        }, watch);
        await app.StartAsync();
        return new PageServer(folder, app, model);
    }

    /// <summary>The prediction of the service for a photo.</summary>
    public async Task<PhotoAnswer> AskAsync(byte[] photo, string query = "")
    {
        using HttpResponseMessage response = await PostAsync(photo, query);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<PhotoAnswer>(JsonSerializerOptions.Web))!;
    }

    /// <summary>The answer to a photo, whatever its status.</summary>
    public async Task<HttpResponseMessage> PostAsync(byte[] photo, string query = "")
    {
        using var body = new ByteArrayContent(photo);
        body.Headers.Add("Content-Type", "application/octet-stream");
        return await Client.PostAsync("v1/predict" + query, body);
    }

    /// <summary>The answer of the model endpoint.</summary>
    public async Task<ModelAnswer> ModelAsync() => (await Client.GetFromJsonAsync<ModelAnswer>("v1/model", JsonSerializerOptions.Web))!;

    /// <summary>Replaces the model file by rename.</summary>
    public void Publish(byte[] model) => TinyModel.Publish(model, ModelPath);

    /// <summary>Stops the service.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }
}
