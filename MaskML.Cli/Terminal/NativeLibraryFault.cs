namespace MaskML.Cli.Terminal;

/// <summary>Explains what to install when a native library cannot be loaded.</summary>
internal static class NativeLibraryFault
{
    /// <summary>Returns the message for the user; null when the failure has another cause.</summary>
    public static string? Explain(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                return failure.ToString().Contains("OpenCvSharp", StringComparison.Ordinal) && OperatingSystem.IsLinux()
                    ? "OpenCV's library cannot be loaded; it needs GTK 3, libdrm and libatomic. Install them with "
                        + "`apt-get install libgtk-3-0 libdrm2 libatomic1` (Ubuntu 24.04 and later: libgtk-3-0t64), "
                        + "or run ./maskml once, which does so."
                    : "A native library cannot be loaded: " + FirstLine(at.Message);
            }
        }

        return null;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
