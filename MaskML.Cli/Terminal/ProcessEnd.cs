using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MaskML.Cli.Terminal;

/// <summary>Ends the process, whatever native code is still running.</summary>
internal static partial class ProcessEnd
{
    /// <summary>
    /// Ends the process in order as far as .NET is concerned. Native libraries are not cleaned up: that would wait for their threads, or
    /// free what their code still uses.
    /// </summary>
    [DoesNotReturn]
    public static void Now(int exitCode)
    {
        if (OperatingSystem.IsLinux())
        {
            // What is registered last runs first.
            _ = OnExit(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "_exit"), 0);
        }

        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "on_exit")]
    private static partial int OnExit(nint function, nint argument);
}
