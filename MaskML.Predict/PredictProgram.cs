using MaskML.Predict.Commands;

namespace MaskML.Predict;

/// <summary>Entry point of the prediction command line.</summary>
public static class PredictProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    /// <param name="args">The arguments.</param>
    public static Task<int> Main(string[] args)
    {
        CommandConsole console = CommandConsole.OfProcess();
        return CommandLineHost.RunAsync(PredictCommand.Create(console), args, console);
    }
}
