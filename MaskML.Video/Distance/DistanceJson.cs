using System.Text.Json;

namespace MaskML.Video.Distance;

/// <summary>Distances between people as a member of a JSON object.</summary>
internal static class DistanceJson
{
    private const int Digits = 3;

    /// <summary>Writes the pairs by the indices of their faces; nothing when distances are not estimated.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PairDistance>? pairs)
    {
        if (pairs is not null)
        {
            PredictionLine.Write(json, "distances", pairs.Select(pair => new
            {
                faces = new[] { pair.First, pair.Second },
                metres = Math.Round(pair.Metres, Digits),
                error = Math.Round(pair.Error, Digits),
            }));
        }
    }
}
