using OpenCvSharp;

namespace MaskML.Cli.Terminal;

/// <summary>How OpenCV behaves in this process.</summary>
internal static class OpenCvSetup
{
    /// <summary>
    /// Limits OpenCV to the calling thread, since the commands process one image per core in parallel, and silences its log, since
    /// MaskML reports unreadable files itself.
    /// </summary>
    public static void UseSingleThread() => UseThreads(1);

    /// <summary>Sets the number of threads of each call, and silences OpenCV's log.</summary>
    public static void UseThreads(int threads)
    {
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(threads);
    }
}
