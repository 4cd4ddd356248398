using MaskML.Video.Analysis;
using MaskML.Video.Events;

namespace MaskML.Video.Sinks;

/// <summary>An opened video, as sinks need to know it.</summary>
/// <param name="Source">Name of the video, without passwords.</param>
/// <param name="Labels">The model's labels, in the order of the faces' scores.</param>
/// <param name="ModelSha256">SHA-256 of the model zip.</param>
/// <param name="FramesPerSecond">Frames per second.</param>
/// <param name="FrameCount">Number of frames that the video states; null for a live source and when it states none.</param>
/// <param name="IsLive">Whether frames arrive in real time and are skipped while the sinks are busy.</param>
public sealed record VideoInfo(
    string Source, IReadOnlyList<string> Labels, string ModelSha256, double FramesPerSecond, long? FrameCount, bool IsLive);

/// <summary>
/// Receives the results of a video: <see cref="Begin"/>, then <see cref="WriteFrame"/> and <see cref="WriteViolation"/> in the order of
/// the frames, then <see cref="Finish"/> and <see cref="WriteSummary"/>. All calls come from one thread. A sink can serve several
/// videos one after the other unless it says otherwise. A run that is cancelled ends without further calls but the disposal.
/// </summary>
public interface IVideoSink : IDisposable
{
    /// <summary>Called once the video is open.</summary>
    /// <param name="video">The video.</param>
    void Begin(VideoInfo video);

    /// <summary>Receives the result of the next frame.</summary>
    /// <param name="frame">The result.</param>
    /// <param name="picture">The frame as a BGR picture; it must not be changed, and is valid during the call only.</param>
    void WriteFrame(FrameResult frame, Mat picture);

    /// <summary>Receives a violation, after the frame with which it starts.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="violation">The violation.</param>
    void WriteViolation(FrameResult frame, ViolationStarted violation);

    /// <summary>Called after the last frame, on all sinks before any receives the summary, to complete files.</summary>
    /// <exception cref="InputException">The file cannot be completed; all sinks then receive the failure instead of a summary.</exception>
    void Finish();

    /// <summary>Receives the summary.</summary>
    /// <param name="summary">The summary of all frames.</param>
    /// <param name="error">Why the video ended early; null when it was complete.</param>
    void WriteSummary(VideoSummary summary, string? error);

    /// <summary>Reports a video that could not be opened, or whose results could not be written.</summary>
    /// <param name="source">Name of the video, without passwords.</param>
    /// <param name="error">The reason.</param>
    void WriteFailure(string source, string error);
}
