using System.ComponentModel;

namespace MaskML.Bench.Processes;

/// <summary>Starts other programs and reads what they write.</summary>
internal static class ChildProcess
{
    private static string Program =>
        Environment.GetEnvironmentVariable("MASKML_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "maskml.dll");

    /// <summary>Processor time that a running process has used.</summary>
    /// <exception cref="InvalidOperationException">It has ended: the system does not tell its time any more.</exception>
    public static TimeSpan ProcessorOf(Process process)
    {
        process.Refresh();
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Win32Exception e)
        {
            // It ended while its time was read.
            throw new InvalidOperationException("The process has ended.", e);
        }
    }

    /// <summary>Starts a program whose output is read.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working folder; null for the current one.</param>
    /// <param name="variables">Its environment variables in addition to those of this process.</param>
    public static Process Start(
        string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>
    /// Starts <c>maskml</c>: the program that <c>MASKML_PROGRAM</c> names, which the launcher built, or the one beside this program.
    /// </summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working folder; null for the current one.</param>
    /// <param name="variables">Its environment variables in addition to those of this process.</param>
    public static Process StartMaskML(
        IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] variables) =>
        Start("dotnet", [Program, .. arguments], folder, variables);
}
