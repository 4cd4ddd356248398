using MaskML.Cli.Photos;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;

namespace MaskML.Cli.Commands;

/// <summary><c>review</c>: the page that labels crops, for a folder and without a service.</summary>
internal static class ReviewCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder of crops or photos; small pictures of about equal sides are crops.",
        };
        Option<string?> labels = CommandOptions.Text(
            "--labels", "A,B", "Labels to choose from, separated by commas; by default those of the model.");
        Option<string?> output = CommandOptions.Text("--out", "DIR", "Where labelled crops go, as LABEL/…; by default DIR-reviewed.");
        Option<string?> url = CommandOptions.Text("--url", "URL", "Where to listen; by default http://127.0.0.1:0, a free port.");
        Option<string?> model = CommandOptions.Text(
            "--model", "F.zip", "The model that guesses; by default the live one, `model` in the configuration.");
        var common = new CommandOptions();
        var command = new ServiceCommand("review", "Opens a page on a folder, where people label what the model guesses. Ctrl+C ends it.")
        {
            folder, labels, output, url, model,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string photos = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(folder)));
            string target = Path.GetFullPath(parsed.GetValue(output) ?? photos + "-reviewed");
            MaskMLConfig config = common.Load(
                parsed,
                console,
                (url, "serve.url", parsed.GetValue(url) ?? "http://127.0.0.1:0"),
                (model, "model", parsed.GetValue(model))).Config;
            IReadOnlyList<PhotoFile> files = PhotoFiles.List([photos], target, console.Warn);
            if (files.FirstOrDefault(file => file.Fault is not null) is { } missing)
            {
                throw new InputException($"{missing.Source}: {missing.Fault}");
            }

            var watch = new WatchSettings
            {
                Events = new EventOptions { Store = Path.Combine(target, ".crops", "events.db") },
                Review = config.Review with
                {
                    Enabled = true,
                    Folder = target,
                    Share = 0,
                    MaxCrops = int.MaxValue,
                    Megabytes = int.MaxValue,
                    Days = 36500,
                    Labels = parsed.GetValue(labels)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        ?? config.Review.Labels,
                },
                ReviewFiles = [.. files.Select(file => (file.FullPath, file.Relative))],
            };
            await new ServeRun(config.Serve, config.Apply, watch, console.Output).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
