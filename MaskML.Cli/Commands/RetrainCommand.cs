using System.Diagnostics;
using System.Text.Json;
using MaskML.Serve.Trainings;

namespace MaskML.Cli.Commands;

/// <summary><c>retrain</c>: the training process that <c>serve</c> starts; hidden, since only the service reads what it writes.</summary>
internal static class RetrainCommand
{
    private const string Name = "retrain";

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var common = new CommandOptions();
        var command = new Command(Name, "Trains for serve: progress and results are JSON lines.") { Hidden = true };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            LoadedConfig loaded = common.Load(parsed, console);
            OpenCvSetup.UseSingleThread();
            new TrainingWorker(loaded.Training, new StreamReader(console.Input()), console.Output).Run(cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>The command line of a training with the configuration of a service.</summary>
    /// <param name="serve">The command line of the service.</param>
    /// <param name="common">Its options.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="sources">The folders to train on, with their weights.</param>
    public static ProcessStartInfo Of(
        ParseResult serve, CommandOptions common, MaskMLConfig config, IReadOnlyList<(string Folder, double Weight)> sources)
    {
        string[] settings =
        [
            .. serve.GetRequiredValue(common.Set),
            "data.sources=" + JsonSerializer.Serialize(sources.Select(source => source.Folder)),
            "data.weights=" + JsonSerializer.Serialize(sources.Select(source => source.Weight)),
            .. config.ModelIsOptional ? [] : new[] { "model=" + config.Model },
        ];
        string[] file = serve.GetValue(common.Config) is { } path ? ["--config", path] : [];
        return ThisProgram.Command([Name, .. file, .. settings.SelectMany(setting => new[] { "--set", setting })]);
    }
}
