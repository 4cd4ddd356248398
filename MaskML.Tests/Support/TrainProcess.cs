using System.Diagnostics;
using System.Globalization;

namespace MaskML.Tests.Support;

/// <summary>MaskML.Train as a process of its own.</summary>
internal static class TrainProcess
{
    private static string Dll => Path.Combine(AppContext.BaseDirectory, "MaskML.Train.dll");

    /// <summary>Starts it.</summary>
    /// <param name="temp">What it takes for the system's temporary folder.</param>
    /// <param name="args">Its arguments.</param>
    public static Process Start(string temp, params string[] args) => Start(temp, "dotnet", [Dll, .. args]);

    /// <summary>Starts it with a bound on the size of the files it writes, which to a program looks like a full disk.</summary>
    public static Process StartOnFullDisk(string temp, int kilobytes, params string[] args) => Start(
        temp,
        "bash",
        ["-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet \"$@\""), "bash", Dll, .. args]);

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

        // The runtime's own files: it leaves a socket in the temporary folder when it is killed, and maps its code from files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }
}
