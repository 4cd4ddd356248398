using System.CommandLine;
using MaskML.Bench.Http;
using MaskML.Bench.Measuring;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;

namespace MaskML.Bench;

/// <summary><c>http</c>: measures the service under load and with malformed requests.</summary>
internal static class HttpCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="console">Receives results and messages.</param>
    public static Command Create(CommandConsole console)
    {
        var photos = new Argument<string?>("PHOTOS")
        {
            Description = "Folder of the photos; those with one face are sent.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var annotations = new Argument<string?>("annotations.json") { Description = "The faces in them.", Arity = ArgumentArity.ZeroOrOne };
        Option<int> requests = WithDefault("--requests", "N", "Requests during which memory is recorded.", 10_000);
        Option<int> fuzz = WithDefault("--fuzz", "N", "Number of malformed requests.", 20_000);
        Option<double> seconds = WithDefault("--seconds", "S", "Duration of a measurement of a rate.", 2.0);
        Option<string[]> detectors = WithDefault<string[]>(
            "--detector", "NAME", "Face detector; may be given several times.", ["none", "masknet"]);
        var common = new CommandOptions();
        detectors.AcceptOnlyFromAmong([.. FaceDetectors.Names]);
        var command = new Command("http", "The service against the same work in process, beyond its limits, and under malformed requests.")
        {
            photos, annotations, requests, fuzz, seconds, detectors,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            _ = common.Load(parsed, console); // Reports mistakes in the configuration before the service starts.
            string[] args = [.. parsed.GetRequiredValue(common.Set).SelectMany(set => new[] { "--set", set })];
            args = parsed.GetValue(common.Config) is { } file ? ["--config", file, .. args] : args;
            if (parsed.GetValue(photos) is { } folder)
            {
                string marks = parsed.GetValue(annotations)
                    ?? throw new UsageException("Found no annotations.json after PHOTOS, expected the file with the faces in the photos.");
                var load = new HttpLoad(
                    folder,
                    marks,
                    parsed.GetRequiredValue(detectors),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    parsed.GetValue(requests),
                    args);
                await BenchRun.MeasureAsync(
                    new HttpBench(load),
                    new BenchSetup(sets => common.Load(parsed, console, sets), console, Quick: false),
                    cancellationToken).ConfigureAwait(false);
            }

            int count = parsed.GetValue(fuzz);
            return count == 0 || await HttpBench.FuzzAsync(count, args, console.Output, cancellationToken).ConfigureAwait(false) == 0
                ? ExitCodes.Done
                : ExitCodes.Fault;
        });
        return command;
    }

    private static Option<T> WithDefault<T>(string name, string valueName, string description, T value) =>
        new(name) { HelpName = valueName, Description = description, DefaultValueFactory = _ => value };
}
