using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace MaskML.Tests.Reloading;

/// <summary>A local web server that gives the answers of a test and records the requests.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ModelServer(WebApplication app) => this.app = app;

    /// <summary>Gets or sets what answers every request.</summary>
    public required Func<HttpContext, Task> Answer { get; set; }

    /// <summary>Status of each answer, with the validators (If-None-Match, If-Modified-Since) of its request.</summary>
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
                IHeaderDictionary request = context.Request.Headers;
                server.Log.Add($"{context.Response.StatusCode} {request.IfNoneMatch}{request.IfModifiedSince}".TrimEnd());
            }
        });
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(new Uri(address), "/models/m.zip?key=secret");
        return server;
    }

    /// <summary>Serves a file with an entity tag.</summary>
    public static Func<HttpContext, Task> File(byte[] bytes, string tag) =>
        context => Results.Bytes(bytes, "application/zip", entityTag: new EntityTagHeaderValue($"\"{tag}\"")).ExecuteAsync(context);

    /// <summary>Serves a file with its last-modified time and no entity tag.</summary>
    public static Func<HttpContext, Task> File(byte[] bytes, DateTimeOffset modified) =>
        context => Results.Bytes(bytes, "application/zip", lastModified: modified).ExecuteAsync(context);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
