using System.CommandLine;
using MaskML.Predict.Commands;
using MaskML.Predict.Errors;
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
        var root = new RootCommand("Measures MaskML; each row is a ratio against a baseline of the same process run.");
        root.Add(Features(console));
        root.Add(Retrain(console));
        root.Add(Detectors(console));
        root.Add(Video(console));
        return CommandLineHost.RunAsync(root, args, console);
    }

    private static Command Features(CommandConsole console)
    {
        Argument<string[]> backbones = CommandOptions.Paths("BACKBONE", "Backbones by name or path; the first is the baseline.");
        var command = new Command("features", "Milliseconds a face of each backbone, on one thread.") { backbones };
        command.SetAction((parsed, stop) =>
        {
            FeaturesBench.Run(parsed.GetRequiredValue(backbones), console.Output, stop);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Detectors(CommandConsole console)
    {
        var photos = new Argument<string>("PHOTOS") { Description = "Folder of the photos." };
        var annotations = new Argument<string>("annotations.json") { Description = "The faces in them." };
        Option<string?> aizoo = CommandOptions.Text("--aizoo", "DIR", "Folder with AIZOO's FaceMaskDetection as a Caffe model, to measure against.");
        var common = new CommandOptions();
        var command = new Command("detectors", "Each face detector with the live model, from end to end.") { photos, annotations, aizoo };
        common.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            Cv2.SetNumThreads(1);
            DetectorsBench.Run(
                parsed.GetRequiredValue(photos), parsed.GetRequiredValue(annotations), parsed.GetValue(aizoo), common.Load(parsed, console).Config, console.Output, stop);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Retrain(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The images to retrain on." };
        var common = new CommandOptions();
        var command = new Command("retrain", "A cold and a warm training against the decoding and the bare session alone.") { folder };
        common.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            Cv2.SetNumThreads(1);
            RetrainBench.Run(parsed.GetRequiredValue(folder), sets => common.Load(parsed, console, sets), console.Output, stop);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Video(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The photos that the video is made of." };
        var frames = new Option<int>("--frames") { HelpName = "N", Description = "Frames of the video.", DefaultValueFactory = _ => 600 };
        var common = new CommandOptions();
        var command = new Command("video", "Frames a second of a video of 1280 x 720 pixels, from end to end.") { folder, frames };
        common.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            VideoBench.Run(parsed.GetRequiredValue(folder), parsed.GetValue(frames), common.Load(parsed, console).Config, console, stop);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
