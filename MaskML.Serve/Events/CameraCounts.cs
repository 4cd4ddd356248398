using System.Globalization;
using System.Text.Json.Nodes;

namespace MaskML.Serve.Events;

/// <summary>Counts of a camera as an event, which a worker tells the services of its fleet.</summary>
internal static class CameraCounts
{
    /// <summary>The event of some counts.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="time">When they were counted.</param>
    /// <param name="counts">The counts, with those of a minute by their name.</param>
    /// <param name="recording">The begin of a recording, whose counts are told once; null for some of a camera's.</param>
    public static CameraEvent ToEvent(
        string camera, DateTimeOffset time, IEnumerable<KeyValuePair<CountKey, long>> counts, DateTimeOffset? recording)
    {
        var data = new JsonObject(counts.GroupBy(count => count.Key.Minute).Select(minute => KeyValuePair.Create<string, JsonNode?>(
            minute.Key.ToString(CultureInfo.InvariantCulture),
            new JsonObject(minute.Select(count => KeyValuePair.Create<string, JsonNode?>(count.Key.What, count.Value))))));
        if (recording is { } begin)
        {
            return CameraEvent.Of(camera, begin, null, EventTypes.Counted, time, data);
        }

        string id = FormattableString.Invariant($"{camera}-{time.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{Guid.NewGuid():N}-")
            + EventTypes.KindOf(EventTypes.Counted);
        return CameraEvent.Of(id, camera, EventTypes.Counted, time, data);
    }

    /// <summary>The counts of an event; null if it has none.</summary>
    public static IReadOnlyCollection<KeyValuePair<CountKey, long>>? Read(CameraEvent counted)
    {
        try
        {
            return [.. JsonNode.Parse(counted.Json)!["data"]!.AsObject().SelectMany(
                minute => minute.Value!.AsObject(),
                (minute, count) => KeyValuePair.Create(
                    new CountKey(long.Parse(minute.Key, CultureInfo.InvariantCulture), count.Key), (long)count.Value!))];
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException or OverflowException)
        {
            return null;
        }
    }
}
