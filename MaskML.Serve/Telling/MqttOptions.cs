using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Errors;
using MaskML.Predict.Options;

namespace MaskML.Serve.Telling;

/// <summary>An MQTT broker that is told of events, as home automation reads them.</summary>
public sealed record MqttOptions
{
    /// <summary>Address of the broker, such as mqtt://broker:1883, or mqtts:// with TLS; null for none.</summary>
    public string? Broker { get; init; }

    /// <summary>User name; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Password. Better given as MASKML__mqtt__password.</summary>
    [ConfigSecret]
    public string? Password { get; init; }

    /// <summary>First part of all topics: TOPIC/CAMERA/events, TOPIC/CAMERA/state (retained) and TOPIC/available.</summary>
    [MinLength(1)]
    public string Topic { get; init; } = "maskml";

    /// <summary>Prefix under which Home Assistant looks for devices; null announces none.</summary>
    public string? Discovery { get; init; } = "homeassistant";

    /// <summary>The parsed address; null for none.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal Uri? Address => Broker is null ? null
        : Uri.TryCreate(Broker, UriKind.Absolute, out Uri? uri) && uri.Scheme is "mqtt" or "mqtts" && uri.Host.Length > 0 ? uri
        : throw new UsageException("mqtt.broker: found something else, expected an address such as mqtt://broker:1883.");
}
