using System.Text.Json;

namespace MaskML.Cli.Configuration;

/// <summary>Reads values given as text, in the environment or on the command line.</summary>
internal static class ConfigText
{
    /// <summary>
    /// Reads a text as JSON if it fits the key, otherwise as plain text, so that strings need no quotes; a single value becomes a list of
    /// one. The result may still violate the rules of the key.
    /// </summary>
    public static JsonElement Read(string text, ConfigKey key)
    {
        JsonElement? json = ConfigJson.TryRead(text);
        JsonElement plain = ConfigJson.OfText(text);
        return key.Kind switch
        {
            ConfigKind.Text when json?.ValueKind == JsonValueKind.String => json.Value,
            ConfigKind.Text when json?.ValueKind == JsonValueKind.Null && key.Nullable => json.Value,
            ConfigKind.Text => plain,
            // A shell that removes the quotes of ["a","b"] leaves [a,b], which is not meant as one name.
            ConfigKind.List when text.TrimStart().StartsWith('[') => json ?? plain,
            ConfigKind.List => JsonSerializer.SerializeToElement(new[] { Read(text, key.Item!) }),
            _ => json ?? plain,
        };
    }
}
