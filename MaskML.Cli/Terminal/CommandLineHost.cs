using System.Globalization;
using System.Runtime.InteropServices;

namespace MaskML.Cli.Terminal;

/// <summary>
/// Runs a command line. Usage errors, failures and Ctrl+C become one message on the error stream and an exit code of
/// <see cref="ExitCodes"/>.
/// </summary>
internal static class CommandLineHost
{
    /// <summary>Environment variable that, set to 1, shows the stack trace of a fault of the program.</summary>
    public const string DebugVariable = "MASKML_DEBUG";

    private const string Stopped = "stopped";

    private const int SpareThreads = 4;

    // Ctrl+C ends the program within a second, even during native code that cannot be cancelled.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>Parses and runs a command line. Ctrl+C cancels it; SIGTERM too, except for a <see cref="ServiceCommand"/>.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The streams and the environment.</param>
    /// <returns>The exit code. Work that was cancelled and does not end in time still runs then.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, CommandConsole console)
    {
        // Signals are handled on the thread pool, which must have a spare thread even while all cores are busy.
        ThreadPool.SetMinThreads((2 * Environment.ProcessorCount) + SpareThreads, SpareThreads);
        using var cancellation = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancellation.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        ParseResult parsed = Parse(root, args);
        bool isService = parsed.CommandResult.Command is ServiceCommand;
        using PosixSignalRegistration? terminate = isService ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        int code = await RunAsync(parsed, console, cancellation.Token).ConfigureAwait(false);
        if (code == ExitCodes.Done && console.Fault is { } fault)
        {
            console.Error.WriteLine($"error: {fault} Results or messages are missing.");
            code = ExitCodes.Usage;
        }

        return code;
    }

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The streams and the environment.</param>
    /// <param name="cancellationToken">Cancels the command, which then has half a second to clean up before it is abandoned.</param>
    public static Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> args, CommandConsole console, CancellationToken cancellationToken) =>
        RunAsync(Parse(root, args), console, cancellationToken);

    // A file may be named @photos.jpg, so there are no response files; and -ab is not short for -a -b.
    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) =>
        root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    private static Task<int> RunAsync(ParseResult parsed, CommandConsole console, CancellationToken cancellationToken)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        Task<int> running = parsed.Errors.Count > 0
            ? Task.FromResult(Refuse(parsed, console))
            : Task.Run(() => InvokeAsync(parsed, console, cancellationToken), CancellationToken.None);
        return WaitAsync(running, console, cancellationToken);
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

    private static async Task<int> WaitAsync(Task<int> work, CommandConsole console, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource();
        using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
        if (await Task.WhenAny(work, stopped.Task).ConfigureAwait(false) != work)
        {
            await Task.WhenAny(work, Task.Delay(GracePeriod, CancellationToken.None)).ConfigureAwait(false);
        }

        if (work.IsCompleted)
        {
            return await work.ConfigureAwait(false);
        }

        console.Error.WriteLine(Stopped);
        return ExitCodes.Cancelled;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandConsole console, CancellationToken cancellationToken)
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
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
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
            // Any other exception is a fault of the program: one line for users, the stack trace on demand.
            bool debug = console.Environment.GetValueOrDefault(DebugVariable) == "1";
            string hint = debug ? "" : $" (a fault of the program; {DebugVariable}=1 shows where)";
            console.Error.WriteLine(debug ? e.ToString() : $"error: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}{hint}");
            return ExitCodes.Fault;
        }
    }
}
