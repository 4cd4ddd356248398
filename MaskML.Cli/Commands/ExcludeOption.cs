using System.CommandLine;
using System.Text.Json;

namespace MaskML.Cli.Commands;

/// <summary>The option <c>--exclude</c>.</summary>
internal static class ExcludeOption
{
    /// <summary>Builds the option.</summary>
    public static Option<string[]> Create() => new("--exclude")
    {
        HelpName = "FILE",
        Description = "List of images to leave out, as audit --write-clean writes it; in place of data.exclude. May be given several times.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>The key of the configuration that it stands for, with its value; null where it was not given.</summary>
    public static (string Key, string? Value) Value(ParseResult parsed, Option<string[]> option)
    {
        string[] lists = parsed.GetRequiredValue(option);
        return ("data.exclude", lists.Length == 0 ? null : JsonSerializer.Serialize(lists));
    }
}
