using System.Text.Json;

namespace MaskML.Video.Distance;

/// <summary>Distances between people as a member of a JSON object.</summary>
internal static class DistanceJson
{
    private const int Digits = 3;

    /// <summary>Writes the pairs by the indices of their faces; nothing when distances are not estimated.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PairDistance>? pairs)
    {
        if (pairs is null)
        {
            return;
        }

        json.WriteStartArray("distances");
        foreach (PairDistance pair in pairs)
        {
            json.WriteStartObject();
            json.WriteStartArray("faces");
            json.WriteNumberValue(pair.First);
            json.WriteNumberValue(pair.Second);
            json.WriteEndArray();
            json.WriteNumber("metres", Math.Round(pair.Metres, Digits));
            json.WriteNumber("error", Math.Round(pair.Error, Digits));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
