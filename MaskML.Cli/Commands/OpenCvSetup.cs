using OpenCvSharp;

namespace MaskML.Cli.Commands;

/// <summary>How OpenCV behaves in this process.</summary>
internal static class OpenCvSetup
{
    /// <summary>
    /// OpenCV works on its caller's thread alone, since the pipeline itself keeps all cores busy, one image on each; and it does not
    /// write to the error stream, since what is wrong with a file is said in our own words.
    /// </summary>
    public static void OneForEachCall()
    {
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(1);
    }
}
