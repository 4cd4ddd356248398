using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Events;

/// <summary>Answers with server-sent events until the reader goes or the service stops.</summary>
internal static class ServerSentEvents
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Writes events as they happen.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lifetime">Ends the answer with the service.</param>
    /// <param name="changed">The signal of the next change; asked before <paramref name="read"/>.</param>
    /// <param name="read">The events since the last call, and whether they are the last ones.</param>
    public static async Task WriteAsync(
        HttpContext context, IHostApplicationLifetime lifetime, Func<Task> changed, Func<(IReadOnlyList<string> Events, bool IsLast)> read)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await context.Response.WriteAsync(": ready\n\n", ended.Token);
            while (true)
            {
                Task next = changed();
                (IReadOnlyList<string> events, bool isLast) = read();
                foreach (string one in events)
                {
                    await context.Response.WriteAsync(one, ended.Token);
                }

                await context.Response.Body.FlushAsync(ended.Token);
                if (isLast)
                {
                    return;
                }

                if (events.Count == 0 && await Task.WhenAny(next, Task.Delay(KeepAlive, ended.Token)) != next)
                {
                    await context.Response.WriteAsync(": \n\n", ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader has gone, or the service stops.
        }
    }
}
