using MaskML.Predict.Progress;
using MaskML.Video.Analysis;
using MaskML.Video.Events;
using MaskML.Video.Sinks;
using OpenCvSharp;

namespace MaskML.Cli.Videos;

/// <summary>Reports progress by frames, counts violations, and sets the number of OpenCV's threads.</summary>
/// <param name="reporter">Chooses the reporter, depending on whether the source is live.</param>
/// <param name="violated">Called for each violation.</param>
internal sealed class ProgressSink(Func<bool, IProgressReporter> reporter, Action violated) : VideoSink
{
    private IProgressPhase? phase;

    /// <inheritdoc/>
    public override void Begin(VideoInfo video)
    {
        // Frames of a recording are analysed in parallel, one thread each; those of a live source one at a time, with all cores.
        Cv2.SetNumThreads(video.IsLive ? Environment.ProcessorCount : 1);
        phase = reporter(video.IsLive).Begin("frames", video.FrameCount ?? 0);
    }

    /// <inheritdoc/>
    public override void WriteFrame(FrameResult frame, Mat picture) => phase!.Advance();

    /// <inheritdoc/>
    public override void WriteViolation(FrameResult frame, ViolationStarted violation) => violated();

    /// <inheritdoc/>
    public override void Finish() => Dispose();

    /// <inheritdoc/>
    public override void Dispose()
    {
        phase?.Dispose();
        phase = null;
        base.Dispose();
    }
}
