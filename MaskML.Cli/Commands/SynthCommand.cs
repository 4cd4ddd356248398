using MaskML.Synth;

namespace MaskML.Cli.Commands;

/// <summary><c>synth</c>: draws a data set.</summary>
internal static class SynthCommand
{
    private const int DefaultCount = 300;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to draw into." };
        Option<int> count = Number("--count", "N", "Number of faces, half of them with a mask.", DefaultCount);
        Option<int> seed = Number("--seed", "S", "The same seed draws the same pictures.", 1);
        Option<int> scenes = Number("--scenes", "N", "Number of photos with several faces and their boxes.", 0);
        var command = new Command("synth", "Draws faces with and without masks, the data of the first training.")
        {
            folder, count, seed, scenes,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            OpenCvSetup.UseSingleThread();
            var options = new SynthOptions(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(scenes));
            int code = SynthRunner.Run(parsed.GetRequiredValue(folder), options, console.Output, console.Progress(), cancellationToken);
            return Task.FromResult(code);
        });
        return command;
    }

    private static Option<int> Number(string name, string value, string description, int defaultValue) =>
        new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => defaultValue };
}
