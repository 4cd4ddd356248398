using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Cameras;

/// <summary>A receiver of webhooks that may go down, be slow or refuse.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private WebApplication? app;

    /// <summary>Everything received, as it came.</summary>
    public ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> Received { get; } = new();

    /// <summary>Decides on the answer; null for 204.</summary>
    public Func<HttpContext, Task<int>>? Answer { get; set; }

    public int Port { get; private set; }

    public string Url => FormattableString.Invariant($"http://127.0.0.1:{Port}/hook");

    /// <summary>Begins to listen, at the same port as before.</summary>
    public async Task UpAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        app = builder.Build();
        app.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync(context.RequestAborted);
            string Header(string name) => context.Request.Headers[name].ToString();
            Received.Enqueue((Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body));
            context.Response.StatusCode = Answer is null ? 204 : await Answer(context);
        });
        await app.StartAsync();
        Port = new Uri(app.Urls.Single()).Port;
    }

    /// <summary>Ends all connections and listens no more.</summary>
    public async Task DownAsync()
    {
        if (app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
            app = null;
        }
    }

    public async ValueTask DisposeAsync() => await DownAsync();
}
