using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Train.Comparison;

/// <summary>A value in which two JSON objects differ.</summary>
/// <param name="Key">The value's path, with dots.</param>
/// <param name="Old">The old value as JSON; null if there is none.</param>
/// <param name="New">The new value as JSON; null if there is none.</param>
public sealed record JsonDifference(string Key, string? Old, string? New)
{
    private static readonly JsonSerializerOptions Short = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All values in which two objects differ, in the order of the new one.</summary>
    /// <param name="old">The old object.</param>
    /// <param name="new">The new object.</param>
    public static IReadOnlyList<JsonDifference> Of(JsonObject old, JsonObject @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        Dictionary<string, string> before = Flatten("", old).ToDictionary(StringComparer.Ordinal);
        Dictionary<string, string> after = Flatten("", @new).ToDictionary(StringComparer.Ordinal);
        return [.. after.Keys.Concat(before.Keys).Distinct(StringComparer.Ordinal)
            .Select(key => new JsonDifference(key, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(difference => difference.Old != difference.New)];
    }

    /// <summary>The values by path; a list is one value, so that a longer list is one difference.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Flatten(string key, JsonNode? node) => node is JsonObject section
        ? section.SelectMany(inner => Flatten(key.Length == 0 ? inner.Key : $"{key}.{inner.Key}", inner.Value))
        : [new(key, node?.ToJsonString(Short) ?? "null")];
}
