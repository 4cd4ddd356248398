using System.Runtime.InteropServices;

namespace MaskML.Cli.Terminal;

/// <summary>Ends the process while native code is at work.</summary>
internal static partial class ProcessEnd
{
    /// <summary>
    /// Ends the process at once. An ordinary exit would wait for the threads of native libraries, or clean these up while their
    /// code still runs.
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
