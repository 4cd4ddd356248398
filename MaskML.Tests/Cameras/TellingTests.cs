using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Bench.Processes;
using MaskML.Predict.Errors;
using MaskML.Serve.Events;
using MaskML.Serve.Telling;
using MaskML.Tests.Support;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of webhooks and MQTT.</summary>
public sealed class TellingTests : IAsyncDisposable
{
    private const string Secret = "a secret of some length";

    private static readonly DateTimeOffset Start = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    private readonly CameraFixture fixture = new();
    private readonly WebhookServer hook = new();

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task Webhook_is_told_of_its_types_in_order_with_a_signature()
    {
        await hook.UpAsync();
        using CameraServer server = CameraServer.Motion(20, 40);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url)];
        await StartAsync();
        await Eventually.TrueAsync(() => hook.Received.Count == 3, Received);
        Assert.Equal(
            ["maskml.violation.started", "maskml.violation.ended", "maskml.camera.lost"],
            hook.Received.Select(one => (string)JsonNode.Parse(one.Body)!["type"]!));
        Assert.All(hook.Received, one => Assert.Equal(
            (Webhook.Sign(Secret, one.Id, one.Timestamp, one.Body), (string)JsonNode.Parse(one.Body)!["id"]!), (one.Signature, one.Id)));
        JsonElement stored = (await fixture.EventsAsync(4))[0];
        Assert.Equal(stored.GetRawText(), hook.Received.First().Body);
    }

    // The signature of the specification's form, computed with `openssl dgst -sha256 -hmac`.
    [Fact]
    public void Signature_is_the_HMAC_of_id_time_and_body() => Assert.Equal(
        "v1,fLI62rljyaBYPPtwvQ1d42+e6CI0W1i/3Gy3IUFQo+k=", Webhook.Sign("0123456789abcdef", "id", "1700000000", "{}"));

    [Fact]
    public async Task Receiver_that_was_down_is_told_in_order_after_a_restart_of_the_service()
    {
        await hook.UpAsync();
        await hook.DownAsync();
        await StartAsync();
        Write(0, 5);
        await Eventually.TrueAsync(
            () => ReceiverAsync().Result.GetProperty("problem").ValueKind == JsonValueKind.String, () => "no problem");
        Assert.Equal(5, (await ReceiverAsync()).GetProperty("waiting").GetInt32());
        await fixture.StopAsync();

        await hook.UpAsync();
        await StartAsync();
        Write(5, 10);
        await Eventually.TrueAsync(() => hook.Received.Count == 10, Received);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => Lost(i).Id), hook.Received.Select(one => one.Id));
        await Eventually.TrueAsync(() => ReceiverAsync().Result.GetProperty("waiting").GetInt32() == 0, () => "some wait");
        Assert.Equal(JsonValueKind.Null, (await ReceiverAsync()).GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task Refused_event_becomes_a_dead_letter_and_the_next_one_is_told()
    {
        await hook.UpAsync();
        hook.Answer = _ => Task.FromResult(hook.Received.Count == 1 ? 400 : 204);
        await StartAsync();
        Write(0, 2);
        await Eventually.TrueAsync(() => hook.Received.Count == 2, Received);
        JsonElement letters = (await ReceiverAsync()).GetProperty("deadLetters");
        JsonElement letter = Assert.Single(letters.EnumerateArray());
        Assert.Equal(Lost(0).Id, letter.GetProperty("id").GetString());
        Assert.Equal("it answers 400 Bad Request", letter.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Receiver_that_never_answers_does_not_slow_a_camera()
    {
        await hook.UpAsync();
        hook.Answer = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return 204;
        };
        using CameraServer server = CameraServer.Always(10, 100_000);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url)];
        await StartAsync(timeout: 0.3);
        await Eventually.TrueAsync(() => hook.Received.Count >= 2, Received);
        long frames = (await fixture.CameraAsync("door", "live")).GetProperty("frames").GetInt64();
        await fixture.CameraAsync("door", camera => camera.GetProperty("frames").GetInt64() > frames + 50);
        Assert.Single(hook.Received.Select(one => one.Id).Distinct());
    }

    [Theory]
    [InlineData("ftp://a/b", Secret, "webhooks[0].url: found something else")]
    [InlineData("http://a/b", "short", "webhooks[0].secret: found 5 characters")]
    public void Webhook_that_cannot_be_used_is_reported_without_its_secrets(string url, string secret, string said)
    {
        UsageException fault = Assert.Throws<UsageException>(() => WebhookOptions.Check([new() { Url = url, Secret = secret }]));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_gets_events_retained_states_and_what_Home_Assistant_looks_for()
    {
        int port = FreePort.Find();
        var messages = new System.Collections.Concurrent.ConcurrentQueue<(string Topic, string Text, bool Retain)>();
        using MqttServer broker = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(System.Net.IPAddress.Loopback).WithDefaultEndpointPort(port).Build());
        broker.InterceptingPublishAsync += message =>
        {
            MqttApplicationMessage one = message.ApplicationMessage;
            Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, one.QualityOfServiceLevel);
            messages.Enqueue((one.Topic, one.ConvertPayloadToString() ?? "", one.Retain));
            return Task.CompletedTask;
        };
        await broker.StartAsync();
        using CameraServer server = CameraServer.Always(20, 100_000);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url)];
        fixture.Watch = fixture.Watch with { Mqtt = new MqttOptions { Broker = FormattableString.Invariant($"mqtt://127.0.0.1:{port}") } };
        await fixture.StartAsync();
        await Eventually.TrueAsync(
            () => messages.Any(one =>
                one.Topic == "maskml/door/state" && one.Text.Contains("\"violation\":\"ON\"", StringComparison.Ordinal)),
            () => string.Join('\n', messages));
        Assert.Contains(("maskml/available", "online", true), messages);
        (string _, string told, bool retained) = Assert.Single(messages, one => one.Topic == "maskml/door/events");
        Assert.Equal(("maskml.violation.started", false), ((string)JsonNode.Parse(told)!["type"]!, retained));
        JsonNode found = JsonNode.Parse(messages.First(
            one => one.Topic == "homeassistant/binary_sensor/maskml_door/violation/config").Text)!;
        Assert.Equal(("maskml/door/state", "{{ value_json.violation }}", "safety", "maskml/available"), (
            (string)found["state_topic"]!, (string)found["value_template"]!, (string)found["device_class"]!,
            (string)found["availability_topic"]!));
        Assert.Equal(3, messages.Count(one => one.Topic.EndsWith("/config", StringComparison.Ordinal)));
        await fixture.StopAsync();
        Assert.Contains(("maskml/available", "offline", true), messages);
        await broker.StopAsync();
    }

    private static CameraEvent Lost(int i) =>
        CameraEvent.Of("door", Start.AddSeconds(i), null, EventTypes.CameraLost, Start.AddSeconds(i), new JsonObject { ["reason"] = "x" });

    private string Received() => string.Join('\n', hook.Received.Select(one => one.Id));

    private void Write(int from, int to)
    {
        var store = (EventStore)fixture.Serve.App.Services.GetService(typeof(EventStore))!;
        for (int i = from; i < to; i++)
        {
            store.Write("door", [Lost(i)], []);
        }
    }

    private async Task<JsonElement> ReceiverAsync() => Assert.Single((await fixture.GetAsync("/v1/receivers")).EnumerateArray());

    private Task StartAsync(double timeout = 10)
    {
        var webhook = new WebhookOptions { Url = hook.Url, Secret = Secret, TimeoutSeconds = timeout };
        fixture.Watch = fixture.Watch with { Webhooks = [webhook] };
        return fixture.StartAsync();
    }
}
