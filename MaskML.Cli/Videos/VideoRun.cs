using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Photos;
using MaskML.Predict.Progress;
using MaskML.Video.Frames;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;
using OpenCvSharp;

namespace MaskML.Cli.Videos;

/// <summary>
/// One video from its source to its results. Of a recording every frame is judged, several at once; of a live source the latest,
/// one after the other with all cores, so that an event is told as soon as it is known.
/// </summary>
/// <param name="pipeline">Finds and labels faces.</param>
/// <param name="config">The configuration.</param>
/// <param name="console">Where messages and progress go.</param>
/// <param name="json">Where JSON lines go; null for nowhere.</param>
internal sealed class VideoRun(FacePipeline pipeline, MaskMLConfig config, CommandConsole console, TextWriter? json)
{
    // Some containers only estimate how many frames they hold.
    private const double FewFrames = 0.9;

    /// <summary>Judges a video.</summary>
    /// <param name="address">The video.</param>
    /// <param name="picture">Where the annotated video goes; null for nowhere.</param>
    /// <param name="stop">
    /// Ends a live source, whose results are published as far as they go: it has no other end. A recording is abandoned.
    /// </param>
    /// <returns>Whether it was judged to its end.</returns>
    /// <exception cref="OperationCanceledException">A recording was stopped.</exception>
    public bool Run(VideoAddress address, string? picture, CancellationToken stop)
    {
        var report = new VideoReport(address.Name, pipeline.Model, console, json);
        try
        {
            return Judge(address, VideoFeeds.Open(address, config.Video, stop), picture, report, stop);
        }
        catch (InputException e)
        {
            report.Failed(e.Message);
            return false;
        }
    }

    private bool Judge(VideoAddress address, IVideoFeed feed, string? picture, VideoReport report, CancellationToken stop)
    {
        double framesPerSecond = feed.FramesPerSecond ?? config.Video.FramesPerSecond;
        long? announced = feed.FrameCount;
        bool live = feed.IsLive;
        Cv2.SetNumThreads(live ? Environment.ProcessorCount : 1);
        using IFrameSource source = live
            ? new LiveFrames(address, feed, config.Video, console.Warn, TimeProvider.System)
            : new RecordedFrames(feed, framesPerSecond);
        using VideoOutput? output = picture is null ? null : new VideoOutput(picture, framesPerSecond, live, config.Video.Codec, pipeline.Model.Labels);
        var judge = new FrameJudge(pipeline.Model.Labels, config.Videos);
        string? error = null;
        try
        {
            using IProgressPhase progress = Progress(live).Begin("frames", announced ?? 0);
            foreach ((VideoFrame frame, PhotoPrediction found) in Find(pipeline, source, live, stop))
            {
                FrameResult result = judge.Next(frame, found);
                report.Frame(result);
                output?.Add(frame, result);
                frame.Dispose();
                progress.Advance();
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

        VideoSummary summary = judge.Tally.Sum(1 / framesPerSecond, source.Skipped, source.Losses);
        error ??= Shortfall(address, summary.Frames, announced);
        output?.Publish();
        report.End(summary, error);
        return error is null;
    }

    /// <summary>Finds the faces of all frames, in the order of the frames.</summary>
    /// <param name="pipeline">Finds and labels faces.</param>
    /// <param name="source">Gives the frames.</param>
    /// <param name="live">Whether a frame is worked on only after the one before it.</param>
    /// <param name="stop">Ends it.</param>
    internal static IEnumerable<(VideoFrame Frame, PhotoPrediction Found)> Find(FacePipeline pipeline, IFrameSource source, bool live, CancellationToken stop)
    {
        (VideoFrame, PhotoPrediction) Run(VideoFrame frame) => (frame, pipeline.Run(frame.Pixels, cancellationToken: stop));
        return live ? source.Read(stop).Select(Run) : OrderedParallel.Select(source.Read(stop), Environment.ProcessorCount, Run, stop);
    }

    // What is missing from a recording, or null.
    private string? Shortfall(VideoAddress address, long frames, long? announced)
    {
        string of = announced is { } all ? FormattableString.Invariant($" of {all}") : "";
        if (address.Kind == VideoKind.File && VideoContainer.IsCutOff(address.Text))
        {
            return FormattableString.Invariant($"the file is cut off: it ends with frame {frames}{of}; what there is was judged");
        }

        if (frames == 0)
        {
            return "no frame of it can be decoded";
        }

        if (frames < announced * FewFrames)
        {
            console.Warn(FormattableString.Invariant($"{address.Name}: {frames}{of} frames could be decoded"));
        }

        return null;
    }

    // A line drawn anew and again gets between results on the same terminal; a live source has no end to look forward to.
    private IProgressReporter Progress(bool live) =>
        (console.OutputIsTerminal && (config.Gate.Enabled || json == console.Output)) || (live && !console.ErrorIsTerminal)
            ? NullProgress.Instance
            : console.Progress();
}
