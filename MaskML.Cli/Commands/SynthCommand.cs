using MaskML.Synth;
using MaskML.Train.Data;
using MaskML.Train.Features;

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
        Option<string?> from = CommandOptions.Text(
            "--from", "DIR", "Varies the images of this folder of labels instead: --count random views, no two alike.");
        var command = new Command("synth", "Draws faces with and without masks, the data of the first training.")
        {
            folder, count, seed, scenes, from,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            OpenCvSetup.UseSingleThread();
            if (parsed.GetValue(from) is { } source)
            {
                new VariedImages(new DataOptions { Sources = [source] }, parsed.GetValue(seed)).Write(
                    parsed.GetRequiredValue(folder), parsed.GetValue(count), console.Progress(), cancellationToken);
                console.Output.WriteLine($"{parsed.GetValue(folder)}: {parsed.GetValue(count)} views of {source}");
                return Task.FromResult(ExitCodes.Done);
            }

            var options = new SynthOptions(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(scenes));
            int code = SynthRunner.Run(parsed.GetRequiredValue(folder), options, console.Output, console.Progress(), cancellationToken);
            return Task.FromResult(code);
        });
        return command;
    }
}
