using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MaskML.Tests.Support;

/// <summary>Runs the training commands in their own process.</summary>
internal static class TrainProcess
{
    private static string Dll => Path.Combine(AppContext.BaseDirectory, "maskml.dll");

    /// <summary>Starts a training command.</summary>
    /// <param name="temp">The temporary folder of the process.</param>
    /// <param name="args">The arguments.</param>
    public static Process Start(string temp, params string[] args) => Start(temp, "dotnet", [Dll, "training", .. args]);

    /// <summary>Starts MaskML.Bench.</summary>
    /// <param name="temp">The temporary folder of the process.</param>
    /// <param name="args">The arguments.</param>
    public static Process StartBench(string temp, params string[] args) =>
        Start(temp, "dotnet", [RepositoryFolder.Program("MaskML.Bench"), .. args]);

    /// <summary>Starts this program for one explicit test.</summary>
    /// <param name="temp">The temporary folder of the process.</param>
    /// <param name="test">Full name of the test.</param>
    /// <param name="variables">Environment variables of the process.</param>
    public static Process StartTest(string temp, string test, params (string Name, string Value)[] variables) => Start(
        temp,
        "dotnet",
        [typeof(TrainProcess).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", test],
        variables);

    /// <summary>Starts this program for test classes, explicit tests included.</summary>
    /// <param name="temp">The temporary folder of the process.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="variables">Environment variables of the process.</param>
    public static Process StartTests(string temp, string[] classes, params (string Name, string Value)[] variables) => Start(
        temp,
        "dotnet",
        [
            typeof(TrainProcess).Assembly.Location, "-noLogo", "-noColor", "-explicit", "on",
            .. classes.SelectMany(name => new[] { "-class", "*." + name }),
        ],
        variables);

    /// <summary>
    /// Starts a training command with a folder on a small disk that only the process sees; skips the calling test where such a disk
    /// cannot be mounted.
    /// </summary>
    /// <remarks>The names of the files that it leaves in the folder follow its output, one a line.</remarks>
    public static Process StartWithFullDisk(string temp, string folder, int kilobytes, params string[] args)
    {
        // In a separate namespace a process can mount without being root; the mount ends with the process.
        string mount = string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\"");
        using (Process trial = Start(temp, "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", mount, folder]))
        {
            Assert.SkipUnless(Finish(trial).ExitCode == 0, "A small disk cannot be mounted here.");
        }

        string script = mount + " && { dotnet \"$@\"; code=$?; ls -A \"$0\"; exit $code; }";
        return Start(temp, "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", script, folder, Dll, "training", .. args]);
    }

    /// <summary>Skips the calling test where child processes cannot be stopped with Ctrl+C.</summary>
    public static void SkipWithoutInterrupts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        string? ignored = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        ulong signals = ignored is null ? 0 : ulong.Parse(ignored[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen((signals & 2) != 0, "These tests run with Ctrl+C ignored, and so would the programs that they start.");
    }

    /// <summary>Sends a signal: <c>INT</c> is Ctrl+C.</summary>
    public static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end of a process and reads its output.</summary>
    public static (int ExitCode, string Output, string Error) Finish(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string temp, string program, string[] args, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["TMPDIR"] = temp;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        // A killed runtime would leave its diagnostics socket in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
