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
        Option<int> count = CommandOptions.Number("--count", "Number of faces, half of them with a mask.", 0, int.MaxValue, DefaultCount);
        Option<int> seed = CommandOptions.Number("--seed", "The same seed draws the same pictures.", int.MinValue, int.MaxValue, 1);
        Option<int> scenes = CommandOptions.Number("--scenes", "Number of photos with several faces and their boxes.", 0, int.MaxValue, 0);
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
}
