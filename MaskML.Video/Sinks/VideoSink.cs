using MaskML.Video.Analysis;
using MaskML.Video.Events;

namespace MaskML.Video.Sinks;

/// <summary>A sink that ignores the calls that it does not override.</summary>
internal abstract class VideoSink : IVideoSink
{
    /// <inheritdoc/>
    public virtual void Begin(VideoInfo video) { }

    /// <inheritdoc/>
    public virtual void WriteFrame(FrameResult frame, Mat picture) { }

    /// <inheritdoc/>
    public virtual void WriteViolation(FrameResult frame, ViolationStarted violation) { }

    /// <inheritdoc/>
    public virtual void Finish() { }

    /// <inheritdoc/>
    public virtual void WriteSummary(VideoSummary summary, string? error) { }

    /// <inheritdoc/>
    public virtual void WriteFailure(string source, string error) { }

    /// <inheritdoc/>
    public virtual void Dispose() { }
}
