using System.Text.Json.Nodes;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace MaskML.Serve.Telling;

/// <summary>
/// Publishes to an MQTT broker: each event once it is acknowledged (QoS 1), the state of each camera (retained), whether the service is
/// there (retained, also by its last will), and the messages by which Home Assistant finds the cameras.
/// </summary>
internal sealed class MqttReceiver(MqttOptions options, Uri broker, CameraSet cameras, ILogger<MqttReceiver> log)
    : IReceiver, IDisposable
{
    private const int Port = 1883;
    private const int TlsPort = 8883;
    private const int LongestPause = 30;

    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<string, string> published = [];
    private readonly AttemptLog attempts = new("mqtt", log);
    private volatile bool reconnected;

    /// <inheritdoc/>
    public string Name => "mqtt";

    /// <inheritdoc/>
    public IReadOnlyList<string>? Types => null;

    /// <inheritdoc/>
    public string? Problem => attempts.Problem;

    private string Available => options.Topic + "/available";

    /// <inheritdoc/>
    public async Task TellAsync(StoredEvent one, CancellationToken cancellationToken)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                await PublishAsync($"{options.Topic}/{one.Camera}/events", one.Json, retain: false, cancellationToken);
                attempts.Succeeded();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                attempts.Failed(e.Message);
                double seconds = Math.Min(LongestPause, 0.5 * Math.Pow(2, Math.Min(failures, 10)));
                await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
            }
        }
    }

    /// <summary>Publishes the states that have changed, and the cameras that Home Assistant does not know yet.</summary>
    public async Task PublishStatesAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        if (reconnected)
        {
            // The broker may have been started again without what it retained.
            reconnected = false;
            published.Clear();
        }

        (string Topic, JsonObject Message)[] now = [.. cameras.All.Select(camera => camera.Answer()).SelectMany(
            camera => Discovery(camera.Name).Append(($"{options.Topic}/{camera.Name}/state", State(camera))))];
        foreach ((string topic, JsonObject message) in now)
        {
            await PublishChangedAsync(topic, message.ToJsonString(), cancellationToken);
        }

        // An empty retained message removes a camera that is no longer watched.
        foreach (string topic in published.Keys.Except(now.Select(one => one.Topic)).ToArray())
        {
            await PublishAsync(topic, "", retain: true, cancellationToken);
            published.Remove(topic);
        }
    }

    /// <summary>Says that the service is going.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (client.IsConnected)
        {
            await PublishAsync(Available, "offline", retain: true, cancellationToken);
            await client.DisconnectAsync(cancellationToken: cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        turn.Dispose();
    }

    private static JsonObject State(CameraAnswer camera) => new()
    {
        ["state"] = camera.State,
        ["connected"] = camera.State == CameraState.Live ? "ON" : "OFF",
        ["violation"] = camera.Violations > 0 ? "ON" : "OFF",
        ["violations"] = camera.Violations,
        ["people"] = camera.People,
    };

    private IEnumerable<(string Topic, JsonObject Message)> Discovery(string camera)
    {
        if (options.Discovery is null)
        {
            yield break;
        }

        string id = $"{options.Topic}_{camera}".Replace('.', '_').Replace('/', '_');
        (string Kind, string Key, string Name, string? DeviceClass, string? Unit)[] entities =
        [
            ("binary_sensor", "violation", "Without mask", "safety", null),
            ("binary_sensor", "connected", "Connected", "connectivity", null),
            ("sensor", "people", "People", null, "people"),
        ];
        foreach ((string kind, string key, string name, string? deviceClass, string? unit) in entities)
        {
            var message = new JsonObject
            {
                ["name"] = name,
                ["unique_id"] = $"{id}_{key}",
                ["state_topic"] = $"{options.Topic}/{camera}/state",
                ["value_template"] = $"{{{{ value_json.{key} }}}}",
                ["availability_topic"] = Available,
                ["device"] = new JsonObject
                {
                    ["identifiers"] = new JsonArray(id),
                    ["name"] = camera,
                    ["manufacturer"] = "MaskML",
                    ["model"] = "Camera",
                },
            };
            if (deviceClass is not null)
            {
                message["device_class"] = deviceClass;
            }

            if (unit is not null)
            {
                message["unit_of_measurement"] = unit;
            }

            yield return ($"{options.Discovery}/{kind}/{id}/{key}/config", message);
        }
    }

    private async Task PublishChangedAsync(string topic, string text, CancellationToken cancellationToken)
    {
        if (published.GetValueOrDefault(topic) != text)
        {
            await PublishAsync(topic, text, retain: true, cancellationToken);
            published[topic] = text;
        }
    }

    private async Task PublishAsync(string topic, string text, bool retain, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        MqttClientPublishResult result = await client.PublishAsync(Message(topic, text, retain), cancellationToken);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"the broker answers {result.ReasonCode} {result.ReasonString}");
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (client.IsConnected)
            {
                return;
            }

            bool tls = broker.Scheme == "mqtts";
            MqttClientOptionsBuilder connection = new MqttClientOptionsBuilder()
                .WithTcpServer(broker.Host, broker.IsDefaultPort || broker.Port < 0 ? tls ? TlsPort : Port : broker.Port)
                .WithTlsOptions(builder => builder.UseTls(tls))
                .WithWillTopic(Available).WithWillPayload("offline").WithWillRetain()
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
            if (options.User is not null)
            {
                connection = connection.WithCredentials(options.User, options.Password);
            }

            await client.ConnectAsync(connection.Build(), cancellationToken);
            reconnected = true;
            await client.PublishAsync(Message(Available, "online", retain: true), cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static MqttApplicationMessage Message(string topic, string text, bool retain) => new MqttApplicationMessageBuilder()
        .WithTopic(topic).WithPayload(text).WithRetainFlag(retain)
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
}
