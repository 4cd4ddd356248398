using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Cli.Configuration;

/// <summary>Checks JSON values against the rules of their keys.</summary>
internal static class ConfigValue
{
    /// <summary>Whether a value meets the rules of its key; items of lists and maps are not checked.</summary>
    public static bool Fits(ConfigKey key, JsonElement value) => (key.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => key.Nullable,
        (ConfigKind.Flag, JsonValueKind.True or JsonValueKind.False) => true,
        (ConfigKind.Whole, JsonValueKind.Number) => value.TryGetInt32(out int whole) && InRange(key, whole),
        (ConfigKind.Number, JsonValueKind.Number) =>
            value.TryGetDouble(out double number) && double.IsFinite(number) && InRange(key, number),
        (ConfigKind.Text, JsonValueKind.String) => IsAllowed(key, value.GetString()!),
        (ConfigKind.List, JsonValueKind.Array) => value.GetArrayLength() >= key.MinItems,
        (ConfigKind.Map or ConfigKind.Section, JsonValueKind.Object) => true,
        _ => false,
    };

    /// <summary>Converts a checked value to the type of its key, so that 10.0 and 1e1 become the same number.</summary>
    public static JsonNode? ToNode(ConfigKey key, JsonElement value) => (key.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (ConfigKind.Flag, _) => value.GetBoolean(),
        (ConfigKind.Whole, _) => value.GetInt32(),
        (ConfigKind.Number, _) => value.GetDouble(),
        (ConfigKind.Text, _) => value.GetString(),
        (ConfigKind.List, _) => new JsonArray([.. value.EnumerateArray().Select(item => ToNode(key.Item!, item))]),
        _ => new JsonObject(
            value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, ToNode((key.Item ?? key.Find(p.Name))!, p.Value)))),
    };

    private static bool InRange(ConfigKey key, double number) =>
        key.Range is null || (number >= Convert.ToDouble(key.Range.Minimum, CultureInfo.InvariantCulture)
            && number <= Convert.ToDouble(key.Range.Maximum, CultureInfo.InvariantCulture));

    private static bool IsAllowed(ConfigKey key, string text) =>
        (key.Allowed is null || key.Allowed.Values.Contains(text))
        && (key.Url is null || key.Url.Fits(text))
        && (key.FilePath is not { } path || ((path.MayBeEmpty || text.Length > 0) && !text.Contains('\0')));
}
