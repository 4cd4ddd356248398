using System.Text.Json;

namespace MaskML.Cli.Configuration;

/// <summary>Values given as bare text, in the environment or on the command line.</summary>
internal static class ConfigText
{
    /// <summary>
    /// Reads a text as JSON where that fits the key, else as plain text, so that texts need no quotes; a single value stands for a
    /// list of one. The result can still be wrong for the key.
    /// </summary>
    public static JsonElement Read(string text, ConfigKey key)
    {
        JsonElement? json = ConfigJson.TryRead(text);
        JsonElement plain = JsonSerializer.SerializeToElement(text);
        return key.Kind switch
        {
            ConfigKind.Text when json?.ValueKind == JsonValueKind.String => json.Value,
            ConfigKind.Text when json?.ValueKind == JsonValueKind.Null && key.Nullable => json.Value,
            ConfigKind.Text => plain,
            // A shell that ate the quotes of ["a","b"] leaves [a,b], which nobody means as the name of one folder.
            ConfigKind.List when text.TrimStart().StartsWith('[') => json ?? plain,
            ConfigKind.List => JsonSerializer.SerializeToElement(new[] { Read(text, key.Item!) }),
            _ => json ?? plain,
        };
    }
}
