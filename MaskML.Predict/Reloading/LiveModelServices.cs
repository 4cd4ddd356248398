using Microsoft.Extensions.Logging;

namespace MaskML.Predict.Reloading;

/// <summary>The services that live models use.</summary>
/// <param name="time">The clock.</param>
/// <param name="metrics">The metrics.</param>
/// <param name="loggers">Creates the log.</param>
/// <param name="http">Creates the HTTP clients for downloads.</param>
internal sealed class LiveModelServices(TimeProvider time, ModelMetrics metrics, ILoggerFactory loggers, IHttpClientFactory http)
{
    /// <summary>Name of the HTTP client that downloads models; configure it with <c>AddHttpClient</c>.</summary>
    public const string HttpClientName = "MaskML.Models";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The metrics.</summary>
    public ModelMetrics Metrics { get; } = metrics;

    /// <summary>The log.</summary>
    public ILogger Log { get; } = loggers.CreateLogger("MaskML.Predict.Reloading");

    /// <summary>Creates an HTTP client for a download.</summary>
    public HttpClient CreateHttpClient() => http.CreateClient(HttpClientName);
}
