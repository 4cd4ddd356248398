using System.Diagnostics.Metrics;
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

    // Without boundaries of their own, histograms in seconds get those for milliseconds, and everything falls into the bucket up to 5.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Registers the meters and the exporter.</summary>
    public static void AddServeMetrics(this IServiceCollection services)
    {
        services.AddSingleton<ServeMetrics>();
        services.AddSingleton<CameraMetrics>();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("maskml"))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter().AddView(instrument =>
                instrument is Histogram<double> && instrument.Meter.Name.StartsWith(nameof(MaskML), StringComparison.Ordinal)
                    ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
                    : null));
    }

    /// <summary>Maps the endpoint.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Routes.Metrics);
}
