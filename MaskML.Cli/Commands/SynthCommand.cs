using System.CommandLine;
using MaskML.Cli.Terminal;
using MaskML.Synth;

namespace MaskML.Cli.Commands;

/// <summary><c>synth</c>: draws a data set.</summary>
internal static class SynthCommand
{
    private const int DefaultCount = 300;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to draw into." };
        var count = new Option<int>("--count") { HelpName = "N", Description = "Number of faces, half of them with a mask.", DefaultValueFactory = _ => DefaultCount };
        var seed = new Option<int>("--seed") { HelpName = "S", Description = "The same seed draws the same pictures.", DefaultValueFactory = _ => 1 };
        var scenes = new Option<int>("--scenes") { HelpName = "N", Description = "Number of photos with several faces and their boxes.", DefaultValueFactory = _ => 0 };
        var command = new Command("synth", "Draws faces with and without masks, the data of the first training.") { folder, count, seed, scenes };
        command.SetAction((parsed, stop) =>
        {
            OpenCvSetup.OneForEachCall();
            var options = new SynthOptions(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(scenes));
            return Task.FromResult(SynthRunner.Run(parsed.GetRequiredValue(folder), options, console.Output, console.Progress(), stop));
        });
        return command;
    }
}
