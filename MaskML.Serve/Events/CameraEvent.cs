using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Serve.Events;

/// <summary>An event as CloudEvents 1.0 in JSON.</summary>
/// <param name="Id">The same whenever the event is told again.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Json">The whole event.</param>
internal sealed record CameraEvent(string Id, string Camera, string Type, DateTimeOffset Time, string Json)
{
    /// <summary>Attribute of an event that names its trace, as the extension of CloudEvents for distributed tracing says.</summary>
    public const string Trace = "traceparent";

    // A dash, and the time.
    private const int SessionLength = 1 + 19;

    /// <summary>JPEG of the moment; null, the default, stores none.</summary>
    public byte[]? Picture { get; init; }

    /// <summary>Whether its camera is watched from the begin again if it is interrupted, and reports then how all ends.</summary>
    public bool Repeats { get; init; }

    /// <summary>What the ids of the begin and the end of a violation have in common.</summary>
    public string Violation => Id[..Id.LastIndexOf('-')];

    /// <summary>What the ids of all events of a session have in common; those of later sessions are greater.</summary>
    public string Session => Id[..(Camera.Length + SessionLength)];

    /// <summary>Creates an event.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="session">When the camera was opened, which distinguishes tracks of the same number.</param>
    /// <param name="track">The person; null for an event of the camera itself.</param>
    /// <param name="type">Its type.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="data">What there is to say.</param>
    /// <param name="trace">Its trace; null for none.</param>
    public static CameraEvent Of(
        string camera, DateTimeOffset session, int? track, string type, DateTimeOffset time, JsonObject data, string? trace = null)
    {
        string id = FormattableString.Invariant($"{camera}-{session.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}")
            + (track is null ? "-" : FormattableString.Invariant($"-{track}-")) + EventTypes.KindOf(type);
        return Of(id, camera, type, time, data, trace);
    }

    /// <summary>Creates the end of a violation from its begin.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="violation">See <see cref="Violation"/>.</param>
    /// <param name="json">The event of its begin.</param>
    /// <param name="time">When it ended.</param>
    public static CameraEvent EndOf(string camera, string violation, string json, DateTimeOffset time)
    {
        JsonNode begin = JsonNode.Parse(json)!;
        var data = new JsonObject
        {
            ["track"] = (int)begin["data"]!["track"]!,
            ["label"] = (string?)begin["data"]!["label"],
            ["seconds"] = Math.Round((time - (DateTimeOffset)begin["time"]!).TotalSeconds, 3),
            ["model"] = (string?)begin["data"]!["model"],
        };
        return Of(violation + "-ended", camera, EventTypes.ViolationEnded, time, data, (string?)begin[Trace]);
    }

    /// <summary>Reads an event that a camera reported to another process.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="json">The event.</param>
    /// <returns>The event; null if it is none of this camera.</returns>
    public static CameraEvent? Parse(string camera, string json)
    {
        try
        {
            JsonNode read = JsonNode.Parse(json)!;
            (string id, string type) = ((string)read["id"]!, (string)read["type"]!);
            return (string?)read["source"] == "cameras/" + camera && id.StartsWith(camera + "-", StringComparison.Ordinal)
                && id.Length > camera.Length + SessionLength && read["data"] is JsonObject
                && (type == EventTypes.Counted || EventTypes.All.Contains(type))
                ? new CameraEvent(id, camera, type, (DateTimeOffset)read["time"]!, read.ToJsonString())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException
            or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Creates an event with an id of its own, which begins with the name of the camera, a dash and a time.</summary>
    public static CameraEvent Of(string id, string camera, string type, DateTimeOffset time, JsonObject data, string? trace = null)
    {
        var json = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "cameras/" + camera,
            ["type"] = type,
            ["time"] = FormattableString.Invariant($"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"),
            ["datacontenttype"] = "application/json",
        };
        if (trace is not null)
        {
            json[Trace] = trace;
        }

        json["data"] = data;
        return new CameraEvent(id, camera, type, time, json.ToJsonString());
    }
}

/// <summary>An event of the store.</summary>
/// <param name="Seq">Its number in the store; later events have larger ones.</param>
/// <param name="Id">Its id.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Type">Its type.</param>
/// <param name="Json">The whole event.</param>
internal sealed record StoredEvent(long Seq, string Id, string Camera, string Type, string Json);
