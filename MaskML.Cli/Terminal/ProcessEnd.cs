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

        Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int exitCode);
}
