using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of the traces that the service sends to a collector.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class TraceExportTests
{
    private const string Started = "maskml.violation.started";

    [Theory]
    [InlineData(TraceCollector.Grpc)]
    [InlineData("http/protobuf")]
    public async Task Trace_of_an_event_goes_to_a_collector_by_OTLP(string protocol)
    {
        await using TraceCollector collector = await TraceCollector.StartAsync(protocol);
        await using var hook = new WebhookServer();
        await hook.UpAsync();
        using CameraServer camera = CameraServer.Always(20, 100_000);
        using var folder = new ModelFolder();
        await WatchProcess.ConfigureAsync(folder.Path, new
        {
            model = folder.Model,
            predict = new { detector = "none" },
            serve = new { url = "http://127.0.0.1:0" },
            cameras = new[] { new { name = "door", address = camera.Url, framesPerSecond = 0, frames = 2 } },
            events = new { store = "events.db" },
            webhooks = new[] { new { url = hook.Url } },
        });
        using WatchProcess service = await WatchProcess.StartAsync(
            folder.Path,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        TraceCollector.Span? Find(string name) => collector.Spans.FirstOrDefault(span => span.Name == name);
        await Eventually.TrueAsync(
            () => Find(Started) is { } started && collector.Spans.Any(span => span.Parent == started.Id),
            () => string.Join(", ", collector.Spans.Select(span => span.Name)));

        TraceCollector.Span frame = Find(Started)!;
        TraceCollector.Span tell = collector.Spans.First(span => span.Parent == frame.Id);
        Assert.Equal(("tell", frame.Trace, ""), (tell.Name, tell.Trace, frame.Parent));
        Assert.Contains("maskml", frame.Resource, StringComparison.Ordinal);
        string parent = $"\"traceparent\":\"00-{frame.Trace}-{frame.Id}-01\"";
        Assert.Contains(hook.Received, received => received.Body.Contains(parent, StringComparison.Ordinal));
    }
}
