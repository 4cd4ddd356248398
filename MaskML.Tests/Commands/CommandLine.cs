using System.Text;
using MaskML.Cli.Commands;
using MaskML.Cli.Terminal;

namespace MaskML.Tests.Commands;

/// <summary>Runs a command line in this process and captures its output.</summary>
internal sealed class CommandLine
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public int ExitCode { get; private set; }

    public string Output => output.ToString();

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Error => error.ToString();

    /// <summary>Runs <c>models</c>, or <c>predict</c> with the arguments.</summary>
    public static Task<CommandLine> RunAsync(params string[] args) => RunProgramAsync(args is ["models", ..] ? args : ["predict", .. args]);

    /// <summary>Runs <c>predict</c> with standard input.</summary>
    public static Task<CommandLine> PredictInputAsync(byte[] input, params string[] args) => RunProgramAsync(["predict", .. args], input);

    /// <summary>Runs the training commands.</summary>
    public static Task<CommandLine> TrainAsync(params string[] args) => RunProgramAsync(["training", .. args]);

    /// <summary>Runs <c>serve</c>.</summary>
    public static Task<CommandLine> ServeAsync(params string[] args) => RunProgramAsync(["serve", .. args]);

    /// <summary>Runs any command.</summary>
    public static Task<CommandLine> RunAnyAsync(params string[] args) => RunProgramAsync(args);

    private static async Task<CommandLine> RunProgramAsync(string[] args, byte[]? input = null)
    {
        var line = new CommandLine();
        CommandConsole console = line.Console() with { Input = () => new MemoryStream(input ?? []) };
        line.ExitCode = await CommandLineHost.RunAsync(RootCommands.Create(console), args, console, CancellationToken.None);
        return line;
    }

    public CommandConsole Console(IReadOnlyDictionary<string, string>? environment = null) =>
        new(Writer(output), Writer(error), environment ?? new Dictionary<string, string>());

    private static TextWriter Writer(StringBuilder text) => TextWriter.Synchronized(new StringWriter(text) { NewLine = "\n" });
}
