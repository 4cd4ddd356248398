using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Reloading;

/// <summary>A web server on this machine that answers as a test wants and remembers what it was asked.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ModelServer(WebApplication app) => this.app = app;

    /// <summary>Answers every request.</summary>
    public required Func<HttpContext, Task> Answer { get; set; }

    /// <summary>Status of each answer, with what the request said the client has.</summary>
    public List<string> Log { get; } = [];

    public Uri Address { get; private set; } = new("http://localhost/");

    public static async Task<ModelServer> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ModelServer(app) { Answer = answer };
        app.Run(async context =>
        {
            await server.Answer(context);
            lock (server.Log)
            {
                server.Log.Add($"{context.Response.StatusCode} {context.Request.Headers.IfNoneMatch}{context.Request.Headers.IfModifiedSince}".TrimEnd());
            }
        });
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(new Uri(address), "/models/m.zip?key=secret");
        return server;
    }

    /// <summary>Serves a file as static file servers do, with an entity tag.</summary>
    public static Func<HttpContext, Task> File(byte[] bytes, string tag) =>
        context => Results.Bytes(bytes, "application/zip", entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{tag}\"")).ExecuteAsync(context);

    /// <summary>Serves a file with the time of its last change only.</summary>
    public static Func<HttpContext, Task> File(byte[] bytes, DateTimeOffset modified) =>
        context => Results.Bytes(bytes, "application/zip", lastModified: modified).ExecuteAsync(context);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
