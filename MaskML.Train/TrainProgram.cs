using MaskML.Predict.Commands;
using MaskML.Train.Commands;

namespace MaskML.Train;

/// <summary>Entry point of the training command line.</summary>
public static class TrainProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    /// <param name="args">The arguments.</param>
    public static Task<int> Main(string[] args)
    {
        CommandConsole console = CommandConsole.OfProcess();
        return CommandLineHost.RunAsync(RootCommands.Create(console), args, console);
    }
}
