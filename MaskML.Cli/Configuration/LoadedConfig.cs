using System.Text.Json.Nodes;
using MaskML.Train.Runs;

namespace MaskML.Cli.Configuration;

/// <summary>A checked configuration.</summary>
/// <param name="Config">The values, with absolute paths; <see cref="MaskMLConfig.Backbone"/> can be a name.</param>
/// <param name="File">Absolute path of the file; null without one.</param>
/// <param name="Effective">
/// All values without secrets, paths as written; a training run keeps them as <c>config.json</c>.
/// </param>
internal sealed record LoadedConfig(MaskMLConfig Config, string? File, JsonObject Effective)
{
    /// <summary>The files that the values name, such as the model.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>Options of training and the comparison of models.</summary>
    internal TrainOptions Training => Config.Training(Effective) with { Folder = Path.GetDirectoryName(File) };
}
