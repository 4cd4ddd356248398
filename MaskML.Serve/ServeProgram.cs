using MaskML.Predict.Commands;

namespace MaskML.Serve;

/// <summary>Entry point of the service.</summary>
public static class ServeProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    /// <param name="args">The arguments.</param>
    public static async Task<int> Main(string[] args)
    {
        CommandConsole console = CommandConsole.OfProcess();
        int code = await CommandLineHost.RunAsync(ServeCommand.Create(console), args, console, endsItself: true);

        // A photo that nobody waits for any more may still be in native code.
        ProcessEnd.Now(code);
        return code;
    }
}
