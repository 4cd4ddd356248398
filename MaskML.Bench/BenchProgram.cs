using MaskML.Cli.Terminal;

namespace MaskML.Bench;

/// <summary>Entry point of the benchmarks.</summary>
public static class BenchProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    /// <param name="args">The arguments.</param>
    public static Task<int> Main(string[] args)
    {
        CommandConsole console = CommandConsole.OfProcess();
        return CommandLineHost.RunAsync(new BenchCommands(console).Root(), args, console);
    }
}
