using System.Text.Json.Nodes;
using MaskML.Train.Runs;

namespace MaskML.Cli.Configuration;

/// <summary>A configuration whose every value was checked.</summary>
/// <param name="Config">The values, with absolute paths; <see cref="MaskMLConfig.Backbone"/> is absolute only where it is a path.</param>
/// <param name="File">Absolute path of the file that was read, or null without one.</param>
/// <param name="Effective">All values with defaults but the secret ones, paths as written: what a run keeps as its <c>config.json</c>.</param>
public sealed record LoadedConfig(MaskMLConfig Config, string? File, JsonObject Effective)
{
    /// <summary>What concerns training and the comparison of models.</summary>
    internal TrainOptions Training => Config.Training(Effective) with { Folder = Path.GetDirectoryName(File) };
}
