using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MaskML.Cli.Prediction;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;

namespace MaskML.Cli.Commands;

/// <summary><c>predict</c>: finds and labels the faces of photos and videos.</summary>
internal static partial class PredictCommand
{
    private const string Name = "predict";

    /// <summary>Begins with what takes longest, before the arguments are read.</summary>
    public static void LoadAhead(IReadOnlyList<string> args)
    {
        if (args is [Name, _, ..] && !args.Any(arg => arg.StartsWith(WorkCommand.FleetOption, StringComparison.Ordinal)))
        {
            NativeLibraries.LoadAhead();
        }
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Argument<string[]> paths = CommandOptions.Paths(
            "PATH", "Photos, folders of photos, video files, camera:N, and rtsp:// or http:// URLs; - is one photo from standard input.");
        Option<string?> model = CommandOptions.Text(
            "--model", "F.zip", "The model; by default the live one, `model` in the configuration.");
        Option<string?> detector = CommandOptions.Text(
            "--detector", string.Join('|', FaceDetectors.Names), "Face detector; none takes each image as one face that is cut already.");
        Option<string?> output = CommandOptions.Text("--out", "DIR", "Writes annotated pictures and videos below this folder.");
        Option<string?> json = CommandOptions.Text("--json", "F|-", "Writes JSON lines to a file, or with - to standard output.");
        var gate = new Option<bool>("--gate")
        {
            Description = "Tells once for each person in a video who is seen without a mask for gate.frames frames.",
        };
        var gateExit = new Option<bool>("--gate-exit")
        {
            Description = "Like --gate, and exit code 4 if somebody was seen without a mask, in a photo too.",
        };
        var distance = new Option<bool>("--distance")
        {
            Description = "Marks people closer than distance.metres, estimated from the widths of their faces.",
        };
        var blur = new Option<bool>("--blur")
        {
            Description = "Makes faces unrecognisable in annotated pictures and videos.",
        };
        Option<string?> fleet = WorkCommand.Fleet(
            "Has the photos judged by the workers at these NATS servers, with their models and settings.");
        Option<string?> credentials = WorkCommand.Credentials();
        Option<string?> job = CommandOptions.Text(
            "--job", "NAME", "With --fleet: the job that this call begins or goes on with; by default one for these paths.");
        job.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !JobName().IsMatch(token.Value)))
            {
                result.AddError("Found something else as the value of --job, expected up to 60 letters, digits, dashes and underscores.");
            }
        });
        var common = new CommandOptions();
        detector.AcceptOnlyFromAmong([.. FaceDetectors.Names]);

        var command = new Command(Name, "Finds faces in photos and videos and tells whether they wear a mask.")
        {
            paths, model, detector, output, json, gate, gateExit, distance, blur, fleet, credentials, job,
        };
        common.AddTo(command);
        command.Add(PredictEvaluateCommand.Create(console, model, detector));
        command.SetAction((parsed, cancellationToken) =>
        {
            bool onFleet = parsed.GetValue(fleet) is not null;
            Symbol[] own = [model, detector, output, distance, blur];
            if (onFleet && own.FirstOrDefault(option => parsed.GetResult(option) is OptionResult { Implicit: false }) is { } local)
            {
                throw new UsageException(
                    $"--fleet: found {local.Name} too. Model and settings are those of the workers, who draw no pictures.");
            }

            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (model, "model", parsed.GetValue(model)),
                (detector, "predict.detector", parsed.GetValue(detector)),
                (gate, "gate.enabled", parsed.GetValue(gate) || parsed.GetValue(gateExit) ? "true" : null),
                (distance, "distance.enabled", parsed.GetValue(distance) ? "true" : null),
                (fleet, "fleet.url", parsed.GetValue(fleet)),
                (credentials, "fleet.credentials", parsed.GetValue(credentials)));
            var request = new PredictRequest(
                parsed.GetRequiredValue(paths),
                parsed.GetValue(output),
                parsed.GetValue(json),
                parsed.GetValue(blur),
                parsed.GetValue(gateExit))
            {
                OnFleet = onFleet,
                Job = parsed.GetValue(job),
            };
            return Task.FromResult(new PredictRun(request, loaded, console).Run(cancellationToken));
        });
        return command;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,60}\z")]
    private static partial Regex JobName();
}
