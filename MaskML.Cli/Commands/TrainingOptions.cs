using System.Text.Json;
using MaskML.Train.Audit;
using MaskML.Train.Metrics;

namespace MaskML.Cli.Commands;

/// <summary>Options that several training commands share.</summary>
internal static class TrainingOptions
{
    /// <summary>Creates <c>--fail-under</c>: lower bounds of test metrics, missed with exit code 4.</summary>
    public static Option<string[]> FailUnder() => Many("--fail-under", "metric=value", MetricGate.Description);

    /// <summary>Creates <c>--fail-on</c>: kinds of audit findings that give exit code 4.</summary>
    public static Option<string[]> FailOn() =>
        Many("--fail-on", "KIND,KIND", $"Exit code 4 if there are findings of a kind: {string.Join(", ", AuditGate.Kinds)}.");

    /// <summary>Creates <c>--exclude</c>.</summary>
    public static Option<string[]> Exclude() => Many(
        "--exclude",
        "FILE",
        "List of images to leave out, as audit --write-clean writes it; in place of data.exclude. May be given several times.");

    /// <summary>The setting that <c>--exclude</c> stands for; its value is null when the option was not given.</summary>
    public static (Symbol Option, string Key, string? Value) ExcludeSetting(ParseResult parsed, Option<string[]> exclude)
    {
        string[] lists = parsed.GetRequiredValue(exclude);
        return (exclude, "data.exclude", lists.Length == 0 ? null : JsonSerializer.Serialize(lists));
    }

    /// <summary>Creates an option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => [] };
}
