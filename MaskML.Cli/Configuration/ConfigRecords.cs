using System.Collections;
using System.Text.Json.Nodes;

namespace MaskML.Cli.Configuration;

/// <summary>
/// Converts between the records of the configuration and JSON, by their keys. A serializer would need a fifth of the time to the first
/// photo to learn the records.
/// </summary>
internal static class ConfigRecords
{
    /// <summary>The value of a key as JSON.</summary>
    public static JsonNode? ToJson(ConfigKey key, object? value) => (key.Kind, value) switch
    {
        (_, null) => null,
        (ConfigKind.Section, _) => new JsonObject(
            key.Keys.Select(inner => KeyValuePair.Create(inner.Name, ToJson(inner, inner.Property!.GetValue(value))))),
        (ConfigKind.List, IEnumerable items) => new JsonArray([.. items.Cast<object?>().Select(item => ToJson(key.Item!, item))]),
        (ConfigKind.Map, IReadOnlyDictionary<string, string?> items) => new JsonObject(
            items.Select(item => KeyValuePair.Create(item.Key, ToJson(key.Item!, item.Value)))),
        (_, string text) => text,
        (_, int whole) => whole,
        (_, double number) => number,
        (_, bool flag) => flag,
        _ => throw NotSupported(key),
    };

    /// <summary>The value of a key from checked JSON. What an object leaves out has its default.</summary>
    public static object? FromJson(ConfigKey key, JsonNode? json) => (key.Kind, json) switch
    {
        (_, null) => null,
        (ConfigKind.Section, JsonObject values) => ToRecord(key, values),
        (ConfigKind.List, JsonArray items) => ToArray(key.Item!, items),
        (ConfigKind.Map, JsonObject items) => items.ToDictionary(item => item.Key, item => (string?)FromJson(key.Item!, item.Value)),
        (ConfigKind.Text, _) => json.GetValue<string>(),
        (ConfigKind.Whole, _) => json.GetValue<int>(),
        (ConfigKind.Number, _) => json.GetValue<double>(),
        (ConfigKind.Flag, _) => json.GetValue<bool>(),
        _ => throw NotSupported(key),
    };

    private static object ToRecord(ConfigKey key, JsonObject values)
    {
        object record = Activator.CreateInstance(key.Type)!;
        foreach (ConfigKey inner in key.Keys.Where(inner => values.ContainsKey(inner.Name)))
        {
            inner.Property!.SetValue(record, FromJson(inner, values[inner.Name]));
        }

        return record;
    }

    private static Array ToArray(ConfigKey item, JsonArray json)
    {
        var items = Array.CreateInstance(item.Type, json.Count);
        for (int i = 0; i < json.Count; i++)
        {
            items.SetValue(FromJson(item, json[i]), i);
        }

        return items;
    }

    private static NotSupportedException NotSupported(ConfigKey key) => new($"The configuration cannot hold {key.Type} ({key.Path}).");
}
