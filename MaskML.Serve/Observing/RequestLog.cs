using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Observing;

/// <summary>
/// Logs one line for each request: method, path, status, duration and size; never a body, a query or a header.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private const int MaxShownLength = 100;

    /// <summary>Handles the request and logs it.</summary>
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
                string method = RequestText.Truncate(context.Request.Method, MaxShownLength);
                string path = RequestText.Truncate(context.Request.Path.ToUriComponent(), MaxShownLength);
                double milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
                Answered(log, level, method, path, context.Response.StatusCode, milliseconds, context.Request.ContentLength);
            }
        }
    }

    // Requests that are repeated every few seconds are logged at level Debug only.
    private static bool IsProbe(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest
        && (context.Request.Path.Value is Routes.Alive or Routes.Ready or Routes.Metrics or Routes.Model or Routes.Cameras or Routes.Counts
            || context.Request.Path.Value?.EndsWith("/frame.jpg", StringComparison.Ordinal) == true);

    [LoggerMessage(EventId = 40, Message = "{Method} {Path} {Status} in {Milliseconds} ms, {Bytes} bytes of body")]
    private static partial void Answered(
        ILogger logger, LogLevel level, string method, string path, int status, double milliseconds, long? bytes);
}
