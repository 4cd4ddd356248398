using MaskML.Predict.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MaskML.Serve.Observing;

/// <summary><c>GET /metrics</c>: metrics in Prometheus' text format.</summary>
internal static class MetricsEndpoint
{
    private static readonly string[] Meters =
    [
        ServeMetrics.MeterName, ModelMetrics.MeterName,
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    /// <summary>Registers the meters and the exporter.</summary>
    public static void AddServeMetrics(this IServiceCollection services)
    {
        services.AddSingleton<ServeMetrics>();
        services.AddSingleton<CameraMetrics>();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("maskml"))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
    }

    /// <summary>Maps the endpoint.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Routes.Metrics);
}
