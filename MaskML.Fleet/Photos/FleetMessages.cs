using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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

/// <summary>Messages as JSON.</summary>
[JsonSerializable(typeof(PhotoJob))]
[JsonSerializable(typeof(PhotoAnswered))]
internal sealed partial class FleetMessages : JsonSerializerContext
{
    private static readonly FleetMessages Plain = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(PhotoJob job) => JsonSerializer.SerializeToUtf8Bytes(job, Plain.PhotoJob);

    public static byte[] Write(PhotoAnswered answer) => JsonSerializer.SerializeToUtf8Bytes(answer, Plain.PhotoAnswered);

    public static PhotoJob ReadJob(byte[] message) => JsonSerializer.Deserialize(message, Plain.PhotoJob)!;

    public static PhotoAnswered ReadAnswer(byte[] message) => JsonSerializer.Deserialize(message, Plain.PhotoAnswered)!;
}
