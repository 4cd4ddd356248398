using System.Runtime.InteropServices;

namespace MaskML.Cli.Terminal;

/// <summary>Ends the process while native code is running.</summary>
internal static partial class ProcessEnd
{
    /// <summary>
    /// Ends the process at once. A regular exit would wait for the threads of native libraries, or run the libraries' cleanup while
    /// their code is still running.
    /// </summary>
    public static void Now(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(exitCode);
        }

        RemoveDiagnosticsPipes();
        Exit(exitCode);
    }

    // The runtime removes them at a regular exit.
    private static void RemoveDiagnosticsPipes()
    {
        try
        {
            foreach (string kind in new[] { "clr-debug-pipe", "dotnet-diagnostic" })
            {
                foreach (string pipe in Directory.GetFiles(Path.GetTempPath(), $"{kind}-{Environment.ProcessId}-*"))
                {
                    File.Delete(pipe);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They stay.
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int exitCode);
}
