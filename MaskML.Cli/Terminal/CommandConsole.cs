using System.Collections;
using System.Text;
using MaskML.Predict.Progress;

namespace MaskML.Cli.Terminal;

/// <summary>The streams and the environment of a command.</summary>
/// <param name="Output">Receives results.</param>
/// <param name="Error">Receives progress, warnings and errors.</param>
/// <param name="Environment">Environment variables.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, IReadOnlyDictionary<string, string> Environment)
{
    private const int DefaultWidth = 80;

    /// <summary>Whether <see cref="Output"/> is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = () => Stream.Null;

    /// <summary>Streams of the process behind <see cref="Output"/> and <see cref="Error"/>; none where they are something else.</summary>
    public IReadOnlyList<StandardStream> Streams { get; init; } = [];

    /// <summary>Why results or messages are missing; null if all were written.</summary>
    public string? Fault => Streams.Select(stream => stream.Fault).FirstOrDefault(fault => fault is not null);

    /// <summary>Creates the console of this process, in UTF-8 without a byte order mark whatever the locale.</summary>
    public static CommandConsole OfProcess()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        var output = new StandardStream("standard output", StandardStream.IsOpen(1) ? Console.OpenStandardOutput() : null);
        var error = new StandardStream("standard error", StandardStream.IsOpen(2) ? Console.OpenStandardError() : null);
        return new CommandConsole(Writer(output), Writer(error), environment)
        {
            Input = () => StandardStream.IsOpen(0) ? Console.OpenStandardInput() : Stream.Null,
            Streams = [output, error],
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = Columns(),
        };
    }

    /// <summary>Creates a progress reporter that writes to <see cref="Error"/>.</summary>
    public IProgressReporter Progress() => new ConsoleProgress(Error, ErrorIsTerminal, Width);

    /// <summary>Writes a warning to <see cref="Error"/>.</summary>
    /// <param name="message">What the user should know.</param>
    public void Warn(string message) => Error.WriteLine("warning: " + OneLine.Of(message));

    private static TextWriter Writer(Stream stream)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return TextWriter.Synchronized(new StreamWriter(stream, encoding) { AutoFlush = true, NewLine = "\n" });
    }

    private static int Columns()
    {
        try
        {
            return Console.IsErrorRedirected || Console.WindowWidth <= 0 ? DefaultWidth : Console.WindowWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
