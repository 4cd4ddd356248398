using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>
/// Silences the FFmpeg inside OpenCV, which writes to the process's standard error directly; MaskML's own messages say what matters.
/// </summary>
internal static class FfmpegLog
{
    private const string Variable = "OPENCV_FFMPEG_LOGLEVEL";
    private const string Quiet = "-8";

    /// <summary>Silences it unless the user has set the variable; called before OpenCV opens a video.</summary>
    public static void TurnOff()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            NativeEnvironment.Set(Variable, Quiet);
        }
    }
}
