using System.Diagnostics;
using System.Text.Json;
using MaskML.Serve.Events;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MaskML.Serve.Observing;

/// <summary>
/// Traces of events, from the frame until receivers have taken them. An event carries its trace as CloudEvents' <c>traceparent</c>, so
/// that a trace goes on in another process, and after a restart.
/// </summary>
internal static class EventTraces
{
    private const string Name = nameof(MaskML);

    // The name in the specification of OpenTelemetry.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Has traces sent to where OTEL_EXPORTER_OTLP_ENDPOINT says; without it there are none.</summary>
    public static void AddEventTraces(this IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("maskml")
                    .AddAttributes([new("host.name", Environment.MachineName)]).AddEnvironmentVariableDetector())
                .WithTracing(traces => traces.AddSource(Name).AddOtlpExporter());
        }
    }

    /// <summary>Begins the trace of an event; null if nobody wants it.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="type">The type of the event.</param>
    /// <param name="frame">When the frame came that shows it.</param>
    public static Activity? Begin(string camera, string type, DateTimeOffset frame)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // A request that has a camera watched is not what an event of the camera comes from.
        Activity.Current = null;
        return Source.StartActivity(ActivityKind.Internal, default, Tags(camera), null, frame, type);
    }

    /// <summary>Goes on with the trace of an event; null if it has none, or nobody wants it.</summary>
    /// <param name="what">What is done with the event.</param>
    /// <param name="kind">Whether it is sent or received.</param>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="json">The event.</param>
    public static Activity? Continue(string what, ActivityKind kind, string camera, string json)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        using var read = JsonDocument.Parse(json);
        return read.RootElement.TryGetProperty(CameraEvent.Trace, out JsonElement trace) && trace.ValueKind == JsonValueKind.String
            && ActivityContext.TryParse(trace.GetString(), null, isRemote: true, out ActivityContext parent)
            ? Source.StartActivity(what, kind, parent, Tags(camera))
            : null;
    }

    private static KeyValuePair<string, object?>[] Tags(string camera) => [new("maskml.camera", camera)];
}
