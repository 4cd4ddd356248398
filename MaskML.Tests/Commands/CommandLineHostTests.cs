using System.CommandLine;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class CommandLineHostTests
{
    private readonly CommandLine line = new();

    [Fact]
    public async Task Exit_code_of_the_command_is_returned() => Assert.Equal(4, await Run(() => 4));

    [Fact]
    public async Task User_errors_are_one_line_with_their_exit_codes()
    {
        Assert.Equal(ExitCodes.Input, await Run(() => throw new InputException("bad data")));
        Assert.Equal(ExitCodes.Usage, await Run(() => throw new UsageException("bad usage")));
        Assert.Equal(ExitCodes.Gate, await Run(() => throw new GateException("not met")));
        Assert.Equal("error: bad data\nerror: bad usage\nerror: not met\n", line.Error);
    }

    [Fact]
    public async Task Fault_of_the_program_is_one_line_without_a_stack_trace()
    {
        Assert.Equal(ExitCodes.Fault, await Run(() => throw new InvalidOperationException("two\nlines")));
        Assert.StartsWith("error: InvalidOperationException: two lines (", line.Error, StringComparison.Ordinal);
        Assert.Single(line.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Debug_variable_shows_the_stack_trace()
    {
        await Run(() => throw new InvalidOperationException("x"), new Dictionary<string, string> { [CommandLineHost.DebugVariable] = "1" });
        Assert.Contains("   at ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_OpenCV_library_says_what_to_install()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The advice is for Linux.");
        var missing = new TypeInitializationException(
            "OpenCvSharp.Internal.NativeMethods", new DllNotFoundException("libgtk-3.so.0: cannot open shared object file"));
        Assert.Equal(ExitCodes.Input, await Run(() => throw missing));
        Assert.Contains("apt-get install libgtk-3-0", line.Error, StringComparison.Ordinal);
        Assert.Single(line.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Cancelled_command_returns_130()
    {
        using var stop = new CancellationTokenSource();
        int code = await Run(
            () =>
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
                return 0;
            },
            cancellationToken: stop.Token);
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Equal("stopped\n", line.Error);
    }

    [Fact]
    public async Task Command_that_ignores_cancellation_is_abandoned()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        int code = await Run(
            () =>
            {
                stop.Cancel();
                never.Wait(CancellationToken.None);
                return 0;
            },
            cancellationToken: stop.Token);
        Assert.Equal(ExitCodes.Cancelled, code);
        never.Set();
    }

    [Fact]
    public async Task Parse_errors_return_2()
    {
        CommandConsole console = line.Console();
        var root = new RootCommand { new Option<int>("--number") };
        root.SetAction(_ => 0);
        Assert.Equal(ExitCodes.Usage, await CommandLineHost.RunAsync(root, ["--number", "x"], console, CancellationToken.None));
        Assert.Equal(ExitCodes.Usage, await CommandLineHost.RunAsync(root, ["--unknown"], console, CancellationToken.None));
        Assert.Equal("", line.Output);
    }

    private Task<int> Run(
        Func<int> action, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand();
        root.SetAction(_ => action());
        return CommandLineHost.RunAsync(root, [], line.Console(environment), cancellationToken);
    }
}
