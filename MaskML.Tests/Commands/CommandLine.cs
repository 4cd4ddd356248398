using System.CommandLine;
using System.Text;
using MaskML.Predict.Commands;
using MaskML.Serve;
using MaskML.Train.Commands;

namespace MaskML.Tests.Commands;

/// <summary>Runs a command line in this process and keeps what it says.</summary>
internal sealed class CommandLine
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public int ExitCode { get; private set; }

    public string Output => output.ToString();

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Error => error.ToString();

    /// <summary>Runs MaskML.Predict.</summary>
    public static Task<CommandLine> RunAsync(params string[] args) => RunAsync(PredictCommand.Create, args);

    /// <summary>Runs MaskML.Train.</summary>
    public static Task<CommandLine> TrainAsync(params string[] args) => RunAsync(RootCommands.Create, args);

    /// <summary>Runs MaskML.Serve.</summary>
    public static Task<CommandLine> ServeAsync(params string[] args) => RunAsync(ServeCommand.Create, args);

    private static async Task<CommandLine> RunAsync(Func<CommandConsole, RootCommand> create, string[] args)
    {
        var line = new CommandLine();
        CommandConsole console = line.Console();
        line.ExitCode = await CommandLineHost.RunAsync(create(console), args, console, CancellationToken.None);
        return line;
    }

    public CommandConsole Console(IReadOnlyDictionary<string, string>? environment = null) =>
        new(Writer(output), Writer(error), environment ?? new Dictionary<string, string>());

    private static TextWriter Writer(StringBuilder text) => TextWriter.Synchronized(new StringWriter(text) { NewLine = "\n" });
}
