using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>What the FFmpeg inside of OpenCV has to say goes past all streams of .NET; what matters of it stands in our own messages.</summary>
internal static class FfmpegLog
{
    private const string Variable = "OPENCV_FFMPEG_LOGLEVEL";
    private const string Quiet = "-8";

    /// <summary>Turns it off, unless the user wants it; to be called before OpenCV opens a video.</summary>
    public static void TurnOff()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            NativeEnvironment.Set(Variable, Quiet);
        }
    }
}
