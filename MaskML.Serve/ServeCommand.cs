using System.CommandLine;
using MaskML.Predict.Commands;
using MaskML.Predict.Configuration;
using MaskML.Serve.Health;

namespace MaskML.Serve;

/// <summary>The command line of MaskML.Serve.</summary>
internal static class ServeCommand
{
    /// <summary>Builds the command line.</summary>
    /// <param name="console">Where results and messages go, and the environment.</param>
    public static RootCommand Create(CommandConsole console)
    {
        Option<string?> url = CommandOptions.Text("--url", "URL", "Where to listen; by default serve.url of the configuration, http://127.0.0.1:5080.");
        Option<string?> model = CommandOptions.Text("--model", "F.zip", "The model; by default the live one, `model` in the configuration. A new file there is taken at once.");
        var healthCheck = new Option<bool>("--healthcheck") { Description = "Serve nothing: ask the service that listens there whether it is ready. Exit code 0 or 1." };
        var common = new CommandOptions();
        var root = new RootCommand("Finds faces in photos over HTTP and tells whether they wear a mask.") { url, model, healthCheck };
        common.AddTo(root);
        root.SetAction((parsed, stop) =>
        {
            LoadedConfig loaded = common.Load(parsed, console, ("serve.url", parsed.GetValue(url)), ("model", parsed.GetValue(model)));
            return parsed.GetValue(healthCheck)
                ? new HealthProbe(loaded.Config.Serve, console).RunAsync(stop)
                : new ServeRun(loaded.Config, console).RunAsync(stop);
        });
        return root;
    }
}
