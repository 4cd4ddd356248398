using System.CommandLine;
using MaskML.Train.Audit;
using MaskML.Train.Metrics;

namespace MaskML.Cli.Commands;

/// <summary>Options that make a command fail with exit code 4.</summary>
internal static class GateOptions
{
    /// <summary>Builds <c>--fail-under</c>, the bounds of test metrics.</summary>
    public static Option<string[]> FailUnder() => new("--fail-under")
    {
        HelpName = "metric=value",
        Description = MetricGate.Description,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Builds <c>--fail-on</c>, the kinds of findings that an audit must not have.</summary>
    public static Option<string[]> FailOn() => new("--fail-on")
    {
        HelpName = "KIND,KIND",
        Description = $"Exit code 4 if there are findings of a kind: {string.Join(", ", AuditGate.Kinds)}.",
        DefaultValueFactory = _ => [],
    };
}
