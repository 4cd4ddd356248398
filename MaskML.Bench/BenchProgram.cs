using System.CommandLine;
using MaskML.Bench.Measuring;
using MaskML.Bench.Photos;
using MaskML.Bench.Pools;
using MaskML.Bench.Results;
using MaskML.Bench.Training;
using MaskML.Bench.Videos;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>Entry point of the benchmarks.</summary>
public static class BenchProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    /// <param name="args">The arguments.</param>
    public static Task<int> Main(string[] args)
    {
        CommandConsole console = CommandConsole.OfProcess();
        RootCommand root = All(console);
        root.Add(Features(console));
        root.Add(Retrain(console));
        root.Add(Detectors(console));
        root.Add(Video(console));
        root.Add(Pool(console));
        root.Add(Reload(console));
        root.Add(Readme(console));
        root.Add(HttpCommand.Create(console));
        return CommandLineHost.RunAsync(root, args, console);
    }

    private static RootCommand All(CommandConsole console)
    {
        var quick = new Option<bool>("--quick") { Description = "Measures less precisely, within minutes." };
        Option<string?> only = CommandOptions.Text(
            "--only",
            "NAME",
            "Runs one benchmark only and prints its table: " + string.Join(", ", BenchRun.All.Select(bench => bench.Name)) + ".");
        var common = new CommandOptions();
        string description =
            $"Measures MaskML in one process, prints ratios against baselines, and writes {ResultFile.Folder}/PROCESSOR.md.";
        var root = new RootCommand(description) { quick, only };
        common.AddTo(root);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            await BenchRun.RunAsync(
                new BenchSetup(sets => common.Load(parsed, console, sets), console, parsed.GetValue(quick)),
                parsed.GetValue(only),
                cancellationToken);
            return ExitCodes.Done;
        });
        return root;
    }

    private static Command Features(CommandConsole console)
    {
        Argument<string[]> backbones = CommandOptions.Paths("BACKBONE", "Backbones by name or path; the first is the baseline.");
        return Single(
            new Command("features", "Backbones side by side.") { backbones },
            console,
            parsed => new FeaturesBench(parsed.GetRequiredValue(backbones)));
    }

    private static Command Retrain(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The images to retrain on." };
        return Single(
            new Command("retrain", "A cold and a warm training against the decoding and the bare session alone.") { folder },
            console,
            parsed => new RetrainBench(parsed.GetRequiredValue(folder)));
    }

    private static Command Detectors(CommandConsole console)
    {
        var photos = new Argument<string>("PHOTOS") { Description = "Folder of the photos." };
        var annotations = new Argument<string>("annotations.json") { Description = "The faces in them." };
        Option<string?> aizoo = CommandOptions.Text(
            "--aizoo", "DIR", "Folder with AIZOO's FaceMaskDetection as a Caffe model, to measure against.");
        return Single(
            new Command("detectors", "Each face detector with the live model, from end to end.") { photos, annotations, aizoo },
            console,
            parsed => new DetectorsBench(parsed.GetRequiredValue(photos), parsed.GetRequiredValue(annotations), parsed.GetValue(aizoo)));
    }

    private static Command Video(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The photos that the video is made of." };
        var frames = new Option<int?>("--frames") { HelpName = "N", Description = "Frames of the video." };
        return Single(
            new Command("video", "Frames a second of a video of 1280 x 720 pixels, from end to end.") { folder, frames },
            console,
            parsed => new VideoBench(parsed.GetRequiredValue(folder), parsed.GetValue(frames)));
    }

    private static Command Pool(CommandConsole console) =>
        Single(
            new Command("pool", "One face through the pools against the bare session, with one caller and with eight."),
            console,
            _ => new PoolBench());

    // A command for one benchmark, which takes other data than the combined run, and fails if they do not exist.
    private static Command Single(Command command, CommandConsole console, Func<ParseResult, IBench> bench)
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

    private static Command Readme(CommandConsole console)
    {
        var command = new Command("readme", "Updates the figures that README.md and docs/ quote from the results.");
        command.SetAction((_, _) =>
        {
            foreach (string path in QuotedFigures.Pages(BenchSetup.Repository))
            {
                string text = File.ReadAllText(path);
                string refreshed = QuotedFigures.Refresh(text, file => ResultFile.Read(BenchSetup.Repository, file));
                if (refreshed != text)
                {
                    AtomicFile.WriteText(path, refreshed);
                    console.Output.WriteLine(path);
                }
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Reload(CommandConsole console)
    {
        Argument<string[]> models = CommandOptions.Paths(
            "MODEL", "Models that answer differently; if none are given, three are trained on the configured data.");
        models.Arity = ArgumentArity.ZeroOrMore;
        models.DefaultValueFactory = _ => [];
        var count = new Option<int>("--count") { HelpName = "N", Description = "How many reloads.", DefaultValueFactory = _ => 500 };
        var noEvents = new Option<bool>("--no-events") { Description = "Without the system's file events, as on a network drive." };
        var common = new CommandOptions();
        var command = new Command(
            "reload", "Pools under load while another process replaces, damages and deletes their model.") { models, count, noEvents };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Cv2.SetNumThreads(1);
            await ReloadBench.RunAsync(
                parsed.GetRequiredValue(models),
                parsed.GetValue(count),
                !parsed.GetValue(noEvents),
                sets => common.Load(parsed, console, sets),
                console.Output,
                cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
