using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MaskML.Tests.Support;

/// <summary>MaskML.Train as a process of its own.</summary>
internal static class TrainProcess
{
    private static string Dll => Path.Combine(AppContext.BaseDirectory, "maskml.dll");

    /// <summary>Starts it.</summary>
    /// <param name="temp">What it takes for the system's temporary folder.</param>
    /// <param name="args">Its arguments.</param>
    public static Process Start(string temp, params string[] args) => Start(temp, "dotnet", [Dll, "training", .. args]);

    /// <summary>Starts MaskML.Bench instead.</summary>
    /// <param name="temp">What it takes for the system's temporary folder.</param>
    /// <param name="args">Its arguments.</param>
    public static Process StartBench(string temp, params string[] args) =>
        Start(temp, "dotnet", [RepositoryFolder.Program("MaskML.Bench"), .. args]);

    /// <summary>Starts it with a folder on a disk of so many kilobytes, which only it sees; skips the calling test where that cannot be had.</summary>
    /// <remarks>What it leaves in the folder stands in its output behind its own, a name a line.</remarks>
    public static Process StartWithFullDisk(string temp, string folder, int kilobytes, params string[] args)
    {
        // A namespace of its own lets it mount without being root, and unmounts when it ends.
        string mount = string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\"");
        using (Process trial = Start(temp, "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", mount, folder]))
        {
            Assert.SkipUnless(Finish(trial).ExitCode == 0, "A small disk cannot be mounted here.");
        }

        string script = mount + " && { dotnet \"$@\"; code=$?; ls -A \"$0\"; exit $code; }";
        return Start(temp, "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", script, folder, Dll, "training", .. args]);
    }

    /// <summary>Skips the calling test where programs that it starts cannot be stopped with Ctrl+C.</summary>
    public static void SkipWithoutInterrupts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        string? ignored = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        bool ignores = ignored is not null && (ulong.Parse(ignored[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
        Assert.SkipWhen(ignores, "These tests run with Ctrl+C ignored, and so would the programs that they start.");
    }

    /// <summary>Sends a signal: <c>INT</c> is Ctrl+C.</summary>
    public static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; output that nobody reads must be short.</summary>
    public static (int ExitCode, string Output, string Error) Finish(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string temp, string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["TMPDIR"] = temp;

        // The runtime leaves a socket of its own in the temporary folder when it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
