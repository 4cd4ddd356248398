using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Cli.Configuration;

namespace MaskML.Tests.Configuration;

/// <summary>Writes the reference of all configuration keys as Markdown, the generated part of <c>docs/configuration.md</c>.</summary>
internal static class ConfigPage
{
    /// <summary>The line of the page below which everything is generated.</summary>
    public const string Mark = "<!-- Generated from the configuration records. Do not edit below this line. -->\n";

    private static readonly JsonSerializerOptions OneLine = new(ConfigJson.Options) { WriteIndented = false };

    /// <summary>Generates one table for the top-level keys and one for each section.</summary>
    /// <returns>Markdown, ending with a line feed.</returns>
    public static string Generate()
    {
        JsonNode defaults = JsonSerializer.SerializeToNode(new MaskMLConfig(), ConfigJson.Options)!;
        var page = new StringBuilder();
        Append(page, ConfigKey.Root, "Top level", defaults);
        return page.ToString();
    }

    private static void Append(StringBuilder page, ConfigKey section, string title, JsonNode defaults)
    {
        page.Append("\n## ").Append(title).Append('\n').Append(Escape(ConfigDescription.Of(section))).Append('\n')
            .Append("\n| key | meaning | value | default |\n|---|---|---|---|\n");
        foreach (ConfigKey key in section.Keys.Where(key => key.Kind != ConfigKind.Section))
        {
            string value = defaults[key.Name]?.ToJsonString(OneLine) ?? "null";
            page.Append($"| `{key.Path}` | {Escape(ConfigDescription.Of(key))} | {Escape(key.ToString())} | `{value}` |\n");
        }

        foreach (ConfigKey inner in section.Keys.Where(key => key.Kind == ConfigKind.Section))
        {
            Append(page, inner, inner.Path, defaults[inner.Name]!);
        }

        foreach (ConfigKey item in section.Keys.Select(key => key.Record).OfType<ConfigKey>())
        {
            Append(page, item, item.Path + "[]", ConfigSchema.DefaultsOf(item));
        }
    }

    // Characters that Markdown or HTML would interpret.
    private static string Escape(string text) => text
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal);
}
