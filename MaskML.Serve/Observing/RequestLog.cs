using System.Diagnostics;
using MaskML.Serve.Health;
using MaskML.Serve.Models;
using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Observing;

/// <summary>One line for each request: what was asked, the answer's status and how long it took; never a body, a query or a header.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private const int MostShown = 100;

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            LogLevel level = IsProbe(context) ? LogLevel.Debug : LogLevel.Information;
            if (log.IsEnabled(level))
            {
                string method = Shown.Cut(context.Request.Method, MostShown);
                string path = Shown.Cut(context.Request.Path.ToUriComponent(), MostShown);
                double milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
                Answered(log, level, method, path, context.Response.StatusCode, milliseconds, context.Request.ContentLength);
            }
        }
    }

    // What asks every few seconds would bury the rest.
    private static bool IsProbe(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest && context.Request.Path.Value is HealthEndpoints.Alive or HealthEndpoints.Ready or MetricsEndpoint.Path or ModelEndpoint.Path;

    [LoggerMessage(EventId = 40, Message = "{Method} {Path} {Status} in {Milliseconds} ms, {Bytes} bytes of body")]
    private static partial void Answered(ILogger logger, LogLevel level, string method, string path, int status, double milliseconds, long? bytes);
}
