using System.CommandLine;
using MaskML.Bench.Http;
using MaskML.Bench.Photos;
using MaskML.Bench.Pools;
using MaskML.Bench.Training;
using MaskML.Bench.Videos;
using MaskML.Cli.Terminal;
using MaskML.Predict.Faces;

namespace MaskML.Bench;

/// <summary>The commands of the benchmarks.</summary>
/// <param name="console">Receives results and messages.</param>
internal sealed class BenchCommands(CommandConsole console)
{
    /// <summary>The command line: all benchmarks together, and commands for single ones.</summary>
    public RootCommand Root()
    {
        var quick = new Option<bool>("--quick") { Description = "Measures less precisely, within minutes." };
        var soak = new Option<bool>("--soak") { Description = "Measures what takes an hour too: a training on a million images." };
        Option<string?> only = CommandOptions.Text(
            "--only", "NAME", $"Runs one benchmark only and prints its table: {string.Join(", ", BenchRun.All.Select(b => b.Name))}.");
        var common = new CommandOptions();
        var root = new RootCommand(
            $"Measures MaskML in one process, prints ratios against baselines, and writes {ResultFile.Folder}/PROCESSOR.md.")
        {
            quick, soak, only, Features(), Retrain(), Detectors(), Video(), Pool(), Http(),
        };
        common.AddTo(root);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var setup = new BenchSetup(sets => common.Load(parsed, console, sets), console, parsed.GetValue(quick), parsed.GetValue(soak));
            await BenchRun.RunAsync(setup, parsed.GetValue(only), cancellationToken);
            return ExitCodes.Done;
        });
        return root;
    }

    // A command for one benchmark, which takes other data than the combined run, and fails if they do not exist.
    private Command Single(Command command, Func<ParseResult, IBench> bench)
    {
        Option<string?> model = CommandOptions.Text("--model", "F.zip", "The model; by default the live one.");
        var common = new CommandOptions();
        command.Add(model);
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var setup = new BenchSetup(
                sets => common.Load(parsed, console, [.. sets, ("model", parsed.GetValue(model))]), console, Quick: false);
            await BenchRun.MeasureAsync(bench(parsed), setup, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private Command Features()
    {
        Argument<string[]> backbones = CommandOptions.Paths("BACKBONE", "Backbones by name or path; the first is the baseline.");
        return Single(
            new("features", "Backbones side by side.") { backbones }, parsed => new FeaturesBench(parsed.GetRequiredValue(backbones)));
    }

    private Command Retrain()
    {
        Argument<string> folder = Required("DIR", "The images to retrain on.");
        return Single(
            new("retrain", "A cold and a warm training against the decoding and the bare session alone.") { folder },
            parsed => new RetrainBench(parsed.GetRequiredValue(folder)));
    }

    private Command Detectors()
    {
        (Argument<string> photos, Argument<string> annotations) = AnnotatedPhotos();
        Option<string?> aizoo = CommandOptions.Text(
            "--aizoo", "DIR", "Folder with AIZOO's FaceMaskDetection as a Caffe model, to measure against.");
        return Single(
            new("detectors", "Each face detector with the live model, from end to end.") { photos, annotations, aizoo },
            parsed => new DetectorsBench(
                parsed.GetRequiredValue(photos), parsed.GetRequiredValue(annotations), parsed.GetValue(aizoo)));
    }

    private Command Video()
    {
        Argument<string> folder = Required("DIR", "The photos that the video is made of.");
        var frames = new Option<int?>("--frames") { HelpName = "N", Description = "Frames of the video." };
        return Single(
            new("video", "Frames a second of a video of 1280 x 720 pixels, from end to end.") { folder, frames },
            parsed => new VideoBench(parsed.GetRequiredValue(folder), parsed.GetValue(frames)));
    }

    private Command Pool() => Single(
        new("pool", "One face through the pools against the bare session, with one caller and with eight."), _ => new PoolBench());

    private Command Http()
    {
        (Argument<string> photos, Argument<string> annotations) = AnnotatedPhotos();
        Option<int> requests = WithDefault("--requests", "N", "Requests during which memory is recorded.", 10_000);
        Option<double> seconds = WithDefault("--seconds", "S", "Duration of a measurement of a rate.", 2.0);
        Option<string[]> detectors = WithDefault<string[]>(
            "--detector", "NAME", "Face detector; may be given several times.", ["none", "masknet"]);
        detectors.AcceptOnlyFromAmong([.. FaceDetectors.Names]);
        return Single(
            new("http", "The service against the same work in process, at and beyond its highest rate.")
            {
                photos, annotations, requests, seconds, detectors,
            },
            parsed => new HttpBench(new HttpLoad(
                parsed.GetRequiredValue(photos),
                parsed.GetRequiredValue(annotations),
                parsed.GetRequiredValue(detectors),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(requests))));
    }

    private static Argument<string> Required(string name, string description) => new(name) { Description = description };

    private static (Argument<string> Photos, Argument<string> Annotations) AnnotatedPhotos() =>
        (Required("PHOTOS", "Folder of the photos."), Required("annotations.json", "The faces in them."));

    private static Option<T> WithDefault<T>(string name, string valueName, string description, T value) =>
        new(name) { HelpName = valueName, Description = description, DefaultValueFactory = _ => value };
}
