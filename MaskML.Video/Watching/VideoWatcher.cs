using MaskML.Predict.Concurrency;
using MaskML.Video.Analysis;
using MaskML.Video.Events;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;

namespace MaskML.Video.Watching;

/// <summary>
/// Analyses videos from source to sinks. Of a recording every frame is analysed, several at once. Of a live source the latest frame is
/// analysed, one at a time, so that a violation is reported as soon as possible.
/// </summary>
public sealed class VideoWatcher
{
    // Some containers only estimate how many frames they hold.
    private const double MinDecodedShare = 0.9;

    private readonly FacePipeline pipeline;
    private readonly VideoSettings settings;
    private readonly Action<string> warn;
    private readonly TimeProvider time;

    /// <summary>Creates a watcher. Watchers keep no state between videos.</summary>
    /// <param name="pipeline">Finds and labels faces, best with a detector of <see cref="VideoDetectors"/>; stays the caller's.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="warn">Receives messages about lost sources and missing frames; called on several threads.</param>
    /// <param name="time">The clock of live sources; null for the system's.</param>
    /// <exception cref="UsageException">Violations are to be reported, but the model knows none of their labels.</exception>
    public VideoWatcher(FacePipeline pipeline, VideoSettings settings, Action<string> warn, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(settings);
        ViolationDetector.CheckLabels(settings.Gate, pipeline.Model.Labels);
        (this.pipeline, this.settings, this.warn, this.time) = (pipeline, settings, warn, time ?? TimeProvider.System);
    }

    /// <summary>Analyses a video until it ends.</summary>
    /// <param name="address">The video.</param>
    /// <param name="sinks">Receive the results, in this order; disposed by the caller.</param>
    /// <param name="cancellationToken">Ends a live source regularly, since it has no other end; abandons a recording.</param>
    /// <returns>Whether the video was complete. What was wrong has been reported to the sinks.</returns>
    /// <exception cref="OperationCanceledException">A recording was cancelled.</exception>
    /// <exception cref="UsageException">A sink cannot work with its settings.</exception>
    public bool Run(VideoAddress address, IReadOnlyList<IVideoSink> sinks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(sinks);
        try
        {
            using IFrameSource source = FrameSources.Open(address, settings.Video, warn, time, cancellationToken);
            return Run(address, source, sinks, cancellationToken);
        }
        catch (InputException e)
        {
            Each(sinks, sink => sink.WriteFailure(address.Name, e.Message));
            return false;
        }
    }

    /// <summary>Finds the faces of all frames, in the order of the frames.</summary>
    internal static IEnumerable<(VideoFrame Frame, PhotoPrediction Found)> Find(
        FacePipeline pipeline, IFrameSource source, CancellationToken cancellationToken)
    {
        IEnumerable<VideoFrame> frames = source.Read(cancellationToken);
        (VideoFrame, PhotoPrediction) Run(VideoFrame frame) => (frame, pipeline.Run(frame.Pixels, cancellationToken: cancellationToken));
        return source.IsLive ? frames.Select(Run) : OrderedParallel.Select(frames, Environment.ProcessorCount, Run, cancellationToken);
    }

    private bool Run(VideoAddress address, IFrameSource source, IReadOnlyList<IVideoSink> sinks, CancellationToken cancellationToken)
    {
        var info = new VideoInfo(
            address.Name, pipeline.Model.Labels, pipeline.Model.Sha256, source.FramesPerSecond, source.FrameCount, source.IsLive);
        var analyzer = new FrameAnalyzer(info.Labels, settings);
        string? error = null;
        Each(sinks, sink => sink.Begin(info));
        try
        {
            foreach ((VideoFrame frame, PhotoPrediction found) in Find(pipeline, source, cancellationToken))
            {
                Write(analyzer.Next(frame, found), frame.Pixels, sinks);
                frame.Dispose();
            }
        }
        catch (InputException e)
        {
            error = e.Message;
        }
        catch (OpenCVException e)
        {
            error = $"OpenCV cannot work on it: {e.ErrMsg}";
        }
        catch (OperationCanceledException) when (info.IsLive && cancellationToken.IsCancellationRequested)
        {
            // The results of the frames before the cancelled one are kept.
        }

        VideoSummary summary = analyzer.Summary.Build(1 / info.FramesPerSecond, source.Skipped, source.Losses);
        error ??= CheckComplete(address, summary.Frames, info.FrameCount);
        Each(sinks, sink => sink.Finish());
        Each(sinks, sink => sink.WriteSummary(summary, error));
        return error is null;
    }

    private static void Write(FrameResult result, Mat picture, IReadOnlyList<IVideoSink> sinks)
    {
        Each(sinks, sink => sink.WriteFrame(result, picture));
        foreach (ViolationStarted violation in result.Violations)
        {
            Each(sinks, sink => sink.WriteViolation(result, violation));
        }
    }

    private static void Each(IReadOnlyList<IVideoSink> sinks, Action<IVideoSink> action)
    {
        foreach (IVideoSink sink in sinks)
        {
            action(sink);
        }
    }

    // Returns what is missing from a recording, null when it is complete.
    private string? CheckComplete(VideoAddress address, long frames, long? stated)
    {
        string of = stated is { } all ? FormattableString.Invariant($" of {all}") : "";
        if (address.Kind == VideoKind.File && VideoContainer.IsCutOff(address.Text))
        {
            return FormattableString.Invariant($"the file is cut off: it ends with frame {frames}{of}; what there is was judged");
        }

        if (frames == 0)
        {
            return "no frame of it can be decoded";
        }

        if (frames < stated * MinDecodedShare)
        {
            warn(FormattableString.Invariant($"{address.Name}: {frames}{of} frames could be decoded"));
        }

        return null;
    }
}
