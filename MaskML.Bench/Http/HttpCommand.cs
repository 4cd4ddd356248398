using System.CommandLine;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;

namespace MaskML.Bench.Http;

/// <summary><c>http</c>: the service under load and under malformed requests.</summary>
internal static class HttpCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="console">Where results and messages go, and the environment.</param>
    public static Command Create(CommandConsole console)
    {
        var photos = new Argument<string?>("PHOTOS") { Description = "Folder of the photos; those with one face are sent.", Arity = ArgumentArity.ZeroOrOne };
        var annotations = new Argument<string?>("annotations.json") { Description = "The faces in them.", Arity = ArgumentArity.ZeroOrOne };
        var requests = new Option<int>("--requests") { HelpName = "N", Description = "Requests over which memory is watched.", DefaultValueFactory = _ => 10_000 };
        var fuzz = new Option<int>("--fuzz") { HelpName = "N", Description = "How many malformed requests.", DefaultValueFactory = _ => 20_000 };
        var seconds = new Option<double>("--seconds") { HelpName = "S", Description = "How long a rate is measured for.", DefaultValueFactory = _ => 2 };
        var detectors = new Option<string[]>("--detector") { HelpName = "NAME", Description = "Face detector to ask for; may be given several times.", DefaultValueFactory = _ => ["none", "masknet"] };
        var common = new CommandOptions();
        detectors.AcceptOnlyFromAmong([.. FaceDetectors.Names]);
        var command = new Command("http", "The service against the same work in process, beyond its limits, and under malformed requests.")
        {
            photos, annotations, requests, fuzz, seconds, detectors,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            _ = common.Load(parsed, console); // Mistakes in it are told before the service starts.
            string[] args = [.. parsed.GetRequiredValue(common.Set).SelectMany(set => new[] { "--set", set })];
            args = parsed.GetValue(common.Config) is { } file ? ["--config", file, .. args] : args;
            if (parsed.GetValue(photos) is { } folder)
            {
                string marks = parsed.GetValue(annotations) ?? throw new UsageException("Found no annotations.json behind PHOTOS, expected the faces in the photos.");
                var load = new HttpLoad(
                    folder, marks, parsed.GetRequiredValue(detectors), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(requests), args);
                await BenchRun.MeasureAsync(new HttpBench(load), new BenchSetup(sets => common.Load(parsed, console, sets), console, Quick: false), stop).ConfigureAwait(false);
            }

            int count = parsed.GetValue(fuzz);
            return count == 0 || await HttpBench.FuzzAsync(count, args, console.Output, stop).ConfigureAwait(false) == 0 ? ExitCodes.Done : ExitCodes.Fault;
        });
        return command;
    }
}
