using MaskML.Serve.Hosting;
using MaskML.Serve.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>serve</c>: the HTTP service with its page.</summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Option<string?> url = CommandOptions.Text(
            "--url", "URL", "Where to listen; by default serve.url of the configuration, http://127.0.0.1:5080.");
        Option<string?> model = CommandOptions.Text(
            "--model", "F.zip", "The model; by default the live one, `model` in the configuration. A new file there is taken at once.");
        var healthCheck = new Option<bool>("--healthcheck")
        {
            Description = "Serve nothing: ask the service that listens there whether it is ready. Exit code 0 or 1.",
        };
        var common = new CommandOptions();
        var command = new ServiceCommand("serve", "Finds faces in photos over HTTP and tells whether they wear a mask.")
        {
            url, model, healthCheck,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            LoadedConfig Load() => common.Load(
                parsed, console, (url, "serve.url", parsed.GetValue(url)), (model, "model", parsed.GetValue(model)));
            LoadedConfig loaded = Load();
            if (parsed.GetValue(healthCheck))
            {
                return await new HealthProbe(loaded.Config.Serve, console).RunAsync(cancellationToken).ConfigureAwait(false);
            }

            MaskMLConfig config = loaded.Config;
            WatchSettings watch = config.Watch(loaded.File, () => Load().Config);
            var runs = new RunSettings
            {
                Training = loaded.Training,
                Reviewed = config.Review.Folder,
                Train = sources => RetrainCommand.Of(parsed, common, config, sources),
            };
            var run = new ServeRun(config.Serve, config.Apply, watch, console.Output) { Runs = runs };
            await run.RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
