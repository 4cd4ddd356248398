using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MaskML.Cli.Configuration;

namespace MaskML.Tests.Configuration;

/// <summary>The purpose of a key: the summary of its property, or of the type of a section, in the XML documentation.</summary>
internal static partial class ConfigDescription
{
    private static readonly Dictionary<string, string> Summaries = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.xml")
        .Where(file => Path.GetFileName(file).StartsWith("maskml", StringComparison.OrdinalIgnoreCase))
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(member => member.Element("summary") is not null)
        .GroupBy(member => (string)member.Attribute("name")!)
        .ToDictionary(members => members.Key, members => Text(members.First().Element("summary")!), StringComparer.Ordinal);

    /// <summary>The description of a key.</summary>
    public static string Of(ConfigKey key)
    {
        if (key.Property is { } property && key.Kind != ConfigKind.Section)
        {
            return property.GetCustomAttribute<DescriptionAttribute>()?.Description
                ?? Summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");
        }

        return key.Type.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? Summaries.GetValueOrDefault($"T:{key.Type.FullName}", "");
    }

    // Code in the documentation is code in Markdown.
    private static string Text(XElement summary)
    {
        foreach (XElement code in summary.Elements("c").ToArray())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        return WhiteSpace().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
