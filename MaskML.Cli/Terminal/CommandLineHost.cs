using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using MaskML.Predict.Errors;

namespace MaskML.Cli.Terminal;

/// <summary>
/// Runs a command line: usage errors, failures and Ctrl+C become one clear message on the error stream and the exit code of
/// <see cref="ExitCodes"/>. Both programs run through it.
/// </summary>
public static class CommandLineHost
{
    /// <summary>Environment variable that, set to 1, adds the stack trace to a fault of the program.</summary>
    public const string DebugVariable = "MASKML_DEBUG";

    private const string Stopped = "stopped";

    private const int SpareThreads = 4;

    // Ctrl+C ends the program within a second, even while native code runs that cannot be cancelled.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>Parses and runs a command line, stopped by Ctrl+C and SIGTERM.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The streams and the environment.</param>
    /// <param name="endsItself">Whether the commands see to SIGTERM, as a service does that finishes what it began.</param>
    /// <returns>The exit code; where stopped work does not end in time, the process ends instead.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, CommandConsole console, bool endsItself = false)
    {
        // Signals are handled on the pool: where every core works on a photo, the pool must have a thread left for them at once.
        ThreadPool.SetMinThreads((2 * Environment.ProcessorCount) + SpareThreads, SpareThreads);
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration? terminate = endsItself ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        int code = await RunAsync(root, args, console, stop.Token, out Task work).ConfigureAwait(false);
        if (!work.IsCompleted)
        {
            ProcessEnd.Now(code);
        }

        return code;
    }

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The streams and the environment.</param>
    /// <param name="stop">Stops the command; it then has a moment to clean up before it is left behind.</param>
    public static Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, CommandConsole console, CancellationToken stop) =>
        RunAsync(root, args, console, stop, out _);

    private static Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> args, CommandConsole console, CancellationToken stop, out Task work)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(console);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

        // A file may be named @photos.jpg: no response files. And -ab is no short form of -a -b.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        Task<int> running = parsed.Errors.Count > 0
            ? Task.FromResult(Refuse(parsed, console))
            : Task.Run(() => InvokeAsync(parsed, console, stop), CancellationToken.None);
        work = running;
        return WaitAsync(running, console, stop);
    }

    private static int Refuse(ParseResult parsed, CommandConsole console)
    {
        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
        {
            console.Error.WriteLine("error: " + message);
        }

        console.Error.WriteLine("See --help.");
        return ExitCodes.Usage;
    }

    private static async Task<int> WaitAsync(Task<int> work, CommandConsole console, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        if (await Task.WhenAny(work, stopped.Task).ConfigureAwait(false) != work)
        {
            await Task.WhenAny(work, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
        }

        if (work.IsCompleted)
        {
            return await work.ConfigureAwait(false);
        }

        console.Error.WriteLine(Stopped);
        return ExitCodes.Cancelled;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandConsole console, CancellationToken stop)
    {
        var invocation = new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            console.Error.WriteLine(Stopped);
            return ExitCodes.Cancelled;
        }
        catch (MaskMLException e)
        {
            console.Error.WriteLine("error: " + e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (NativeLibraryFault.Explain(e) is { } explanation)
        {
            console.Error.WriteLine("error: " + explanation);
            return ExitCodes.Input;
        }
        catch (Exception e)
        {
            // Whatever else gets here is a fault of ours; the user sees one line, and a developer asks for more.
            bool debug = console.Environment.GetValueOrDefault(DebugVariable) == "1";
            string hint = debug ? "" : $" (a fault of the program; {DebugVariable}=1 shows where)";
            console.Error.WriteLine(debug ? e.ToString() : $"error: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}{hint}");
            return ExitCodes.Fault;
        }
    }
}
