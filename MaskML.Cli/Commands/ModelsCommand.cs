using MaskML.Cli.Catalogue;
using MaskML.Predict.Models;

namespace MaskML.Cli.Commands;

/// <summary><c>models</c> lists the known model files; <c>models pull</c> downloads one.</summary>
internal static class ModelsCommand
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var common = new CommandOptions();
        var command = new Command("models", "Lists the model files that the program knows, and whether they are here.");
        common.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            ModelListing.Write(ModelCatalogue.All, common.Load(parsed, console).Config, console.Output);
            return Task.FromResult(ExitCodes.Done);
        });
        command.Add(CreatePull(console));
        return command;
    }

    private static Command CreatePull(CommandConsole console)
    {
        string[] names = [.. ModelCatalogue.All.Select(model => model.Name)];
        var name = new Argument<string>("NAME") { Description = $"The model: {string.Join(", ", names)}." };
        name.AcceptOnlyFromAmong(names);
        Option<string?> from = CommandOptions.Text("--from", "URL", "A mirror, or a NuGet feed, in place of where the file is published.");
        Option<string?> to = CommandOptions.Text("--to", "DIR", "Where to put it; by default the user's cache.");
        var command = new Command("pull", "Gets a model file and checks its SHA-256.") { name, from, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            KnownModel model = ModelCatalogue.All.First(known => known.Name == parsed.GetRequiredValue(name));
            IReadOnlyList<Uri> sources = parsed.GetValue(from) is { } mirror ? [Mirror(mirror)] : model.Sources;
            if (model.Sources.Count == 0 && model.MakeAsync is null)
            {
                throw new UsageException($"{model.Name} is not downloaded. {model.Remedy}");
            }

            string folder = parsed.GetValue(to) ?? ModelPlaces.DownloadFolder();
            using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
            using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            http.DefaultRequestHeaders.UserAgent.ParseAdd("MaskML");
            var pull = new ModelPull(http, new DownloadOptions(), console.Progress());
            string path = await pull.RunAsync(model, sources, folder, cancellationToken).ConfigureAwait(false);
            console.Output.WriteLine($"{model.Name}: {path}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Uri Mirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new UsageException($"Found '{text}' as the value of --from, expected an http or https URL.");
}
