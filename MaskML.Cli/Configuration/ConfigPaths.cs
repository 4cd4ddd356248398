using System.Text.Json.Nodes;
using MaskML.Predict.Options;

namespace MaskML.Cli.Configuration;

/// <summary>Resolves the relative paths of a configuration.</summary>
internal static class ConfigPaths
{
    /// <summary>Copies the values with absolute paths.</summary>
    /// <param name="layers">The values and their origins.</param>
    /// <param name="defaultDirectory">Base of relative paths in the defaults.</param>
    public static JsonObject Resolve(ConfigLayers layers, string defaultDirectory)
    {
        JsonObject values = layers.Values.DeepClone().AsObject();
        foreach (ConfigKey key in ConfigKey.Root.All().Where(k => k.FilePath is not null || k.Record is not null))
        {
            string directory = layers.OriginOf(key.Path)?.Directory ?? defaultDirectory;
            JsonNode section = ConfigLayers.SectionOf(values, key);
            IEnumerable<(JsonNode, ConfigKey)> places = key.Record is not { } record ? [(section, key)]
                : section[key.Name]!.AsArray().SelectMany(item => record.Keys.Select(inner => (item!, inner)));
            foreach ((JsonNode holder, ConfigKey inner) in places.ToArray())
            {
                if (inner.FilePath is { } rule && holder[inner.Name] is { } path)
                {
                    holder[inner.Name] = Resolve(path, rule, directory);
                }
            }
        }

        return values;
    }

    /// <summary>The files that resolved values name.</summary>
    public static IReadOnlyList<string> Files(JsonObject values) => [.. ConfigKey.Root.All().Where(key => key.FilePath is not null)
        .Select(key => ConfigLayers.SectionOf(values, key)[key.Name])
        .SelectMany(node => node is JsonArray list ? [.. list] : new[] { node })
        .Select(node => (string?)node).Where(File.Exists).OfType<string>()];

    /// <summary>Whether a text is a path rather than a name.</summary>
    public static bool IsPath(string text) =>
        text.AsSpan().ContainsAny('/', '\\') || text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    // A URL, or a camera by its number.
    private static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal) || text.All(char.IsAsciiDigit);

    private static JsonNode? Resolve(JsonNode? node, ConfigPathAttribute rule, string directory) => node switch
    {
        null => null,
        JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, rule, directory))]),
        _ when (string)node! is { Length: > 0 } text && (!rule.OrName || IsPath(text)) && !(rule.OrAddress && IsAddress(text)) =>
            Path.GetFullPath(text, directory),
        _ => (string)node!,
    };
}
