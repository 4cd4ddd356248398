using System.Text.Json.Nodes;
using MaskML.Predict.Options;

namespace MaskML.Cli.Configuration;

/// <summary>Makes the paths of a configuration absolute.</summary>
internal static class ConfigPaths
{
    /// <summary>Gives a copy of the values with absolute paths.</summary>
    /// <param name="layers">The values and where they come from.</param>
    /// <param name="defaultDirectory">Where the relative paths among the defaults start.</param>
    public static JsonObject Resolve(ConfigLayers layers, string defaultDirectory)
    {
        JsonObject values = layers.Values.DeepClone().AsObject();
        foreach (ConfigKey key in ConfigKey.Root.All().Where(k => k.FilePath is not null))
        {
            string directory = layers.OriginOf(key.Path)?.Directory ?? defaultDirectory;
            JsonNode section = ConfigLayers.SectionOf(values, key);
            section[key.Name] = Resolve(section[key.Name], key.FilePath!, directory);
        }

        return values;
    }

    /// <summary>Whether a text that may be a name is a path.</summary>
    public static bool IsPath(string text) =>
        text.AsSpan().ContainsAny('/', '\\') || text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static JsonNode? Resolve(JsonNode? node, ConfigPathAttribute rule, string directory) => node switch
    {
        null => null,
        JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, rule, directory))]),
        _ when (string)node! is { Length: > 0 } text && (!rule.OrName || IsPath(text)) => Path.GetFullPath(text, directory),
        _ => (string)node!,
    };
}
