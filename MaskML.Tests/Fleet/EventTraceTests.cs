using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MaskML.Serve.Telling;
using MaskML.Tests.Cameras;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Traces of events over machines.</summary>
public sealed class EventTraceTests
{
    private const string Door = "traced.door";

    [Fact]
    public async Task Event_is_traced_from_the_frame_at_a_worker_to_the_webhook_of_the_service()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == nameof(MaskML),
            Sample = (ref ActivityCreationOptions<ActivityContext> span) =>
                span.Tags!.Contains(new("maskml.camera", Door)) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var hook = new WebhookServer();
        var parents = new ConcurrentQueue<string>();
        hook.Answer = context =>
        {
            parents.Enqueue(context.Request.Headers.TraceParent.ToString());
            return Task.FromResult(204);
        };
        await hook.UpAsync();

        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        team.Service.Watch = team.Service.Watch with
        {
            Webhooks = [new WebhookOptions { Url = hook.Url, Events = ["maskml.violation.started"] }],
        };
        using CameraServer camera = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera(Door, camera.Url));
        await team.Service.StartAsync();
        await team.WorkAsync();
        await Eventually.TrueAsync(
            () => spans.Count == 4 && !parents.IsEmpty, () => string.Join(", ", spans.Select(span => span.DisplayName)));

        string told = (string)JsonNode.Parse(hook.Received.First().Body)!["traceparent"]!;
        Activity frame = spans.First();
        Assert.Equal(["maskml.violation.started", "store", "tell", "tell"], spans.Select(span => span.DisplayName).Order());
        Assert.Equal(told, frame.Id);
        Assert.Null(frame.Parent);
        Assert.All(spans.Skip(1), span => Assert.Equal(told, span.ParentId));
        Assert.Equal(frame.TraceId, ActivityContext.Parse(parents.First(), null).TraceId);
    }
}
