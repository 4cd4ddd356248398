using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MaskML.Fleet.Photos;

/// <summary>A photo that a worker judges.</summary>
/// <param name="Key">Tells the photo apart from all others of its job, and from itself before it was changed.</param>
/// <param name="Source">Its name, as the caller gave it.</param>
/// <param name="Path">Path below the shared folder; null for a copy, whose name in the store is <c>RUN/KEY</c>.</param>
internal sealed record PhotoJob(string Key, string Source, string? Path);

/// <summary>The answer to a <see cref="PhotoJob"/>.</summary>
/// <param name="Key">The photo's key.</param>
/// <param name="Answer">What is said of it.</param>
internal sealed record PhotoAnswered(string Key, PhotoAnswer Answer);

/// <summary>Messages: portions of photos, or of answers, as JSON.</summary>
[JsonSerializable(typeof(PhotoJob[]))]
[JsonSerializable(typeof(PhotoAnswered[]))]
internal sealed partial class FleetMessages : JsonSerializerContext
{
    private static readonly FleetMessages Plain = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes photos in as few messages as the largest size of a message allows, in bytes.</summary>
    public static IEnumerable<byte[]> Write(PhotoJob[] jobs, int maxBytes) => Write(jobs, Plain.PhotoJobArray, maxBytes);

    /// <summary>Writes answers in as few messages as the largest size of a message allows, in bytes.</summary>
    public static IEnumerable<byte[]> Write(PhotoAnswered[] answers, int maxBytes) => Write(answers, Plain.PhotoAnsweredArray, maxBytes);

    /// <summary>Reads photos.</summary>
    /// <exception cref="JsonException">The message is something else.</exception>
    public static PhotoJob[] ReadJobs(byte[]? message) => Read(message, Plain.PhotoJobArray);

    /// <summary>Reads answers.</summary>
    /// <exception cref="JsonException">The message is something else.</exception>
    public static PhotoAnswered[] ReadAnswers(byte[]? message) => Read(message, Plain.PhotoAnsweredArray);

    private static IEnumerable<byte[]> Write<T>(T[] items, JsonTypeInfo<T[]> type, int maxBytes)
    {
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(items, type);
        int half = items.Length / 2;
        return items.Length == 0 ? []
            : message.Length <= maxBytes || half == 0 ? [message]
            : [.. Write(items[..half], type, maxBytes), .. Write(items[half..], type, maxBytes)];
    }

    private static T[] Read<T>(byte[]? message, JsonTypeInfo<T[]> type) =>
        JsonSerializer.Deserialize(message, type) is { Length: > 0 } items
            ? items : throw new JsonException("found a message without photos");
}
