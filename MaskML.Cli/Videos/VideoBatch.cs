using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Progress;
using MaskML.Video.Analysis;
using MaskML.Video.Sinks;
using MaskML.Video.Watching;

namespace MaskML.Cli.Videos;

/// <summary>The videos of one call of <c>predict</c>, one after the other.</summary>
/// <param name="model">Cuts and labels faces.</param>
/// <param name="config">The configuration.</param>
/// <param name="console">Receives results and messages.</param>
/// <param name="json">Receives JSON lines; null for none. When it is the console's output, no text is written there.</param>
/// <param name="blur">Whether faces are made unrecognisable in annotated videos.</param>
internal sealed class VideoBatch(MaskModel model, MaskMLConfig config, CommandConsole console, TextWriter? json, bool blur)
{
    /// <summary>Number of people who were seen without a mask.</summary>
    public int Violations { get; private set; }

    /// <summary>Analyses the videos.</summary>
    /// <param name="jobs">The videos.</param>
    /// <param name="cancellationToken">Abandons a recording and ends a live source.</param>
    /// <returns>How many were not complete.</returns>
    public int Run(IReadOnlyList<VideoJob> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return 0;
        }

        using IFaceDetector detector = VideoDetectors.Create(config.Predict.Detector, config.Detectors, config.Video);
        var watcher = new VideoWatcher(new FacePipeline(model, detector, config.Predict), config.Videos, console.Warn);
        return jobs.TakeWhile(_ => !cancellationToken.IsCancellationRequested).Count(job => !Run(watcher, job, cancellationToken));
    }

    private bool Run(VideoWatcher watcher, VideoJob job, CancellationToken cancellationToken)
    {
        var progress = new ProgressSink(Progress, () => Violations++);
        IVideoSink[] sinks = [progress, .. Outputs(job).Select(output => VideoSinks.Create(output.Kind, output.Target))];
        try
        {
            return watcher.Run(job.Address, sinks, cancellationToken);
        }
        finally
        {
            Array.ForEach(sinks, sink => sink.Dispose());
        }
    }

    private IEnumerable<(string Kind, VideoSinkTarget Target)> Outputs(VideoJob job)
    {
        TextWriter text = json == console.Output ? TextWriter.Null : console.Output;
        yield return (VideoSinks.Text, new VideoSinkTarget { Writer = text, Errors = console.Error });
        if (json is not null)
        {
            yield return (VideoSinks.Json, new VideoSinkTarget { Writer = json });
        }

        if (job.Picture is not null)
        {
            yield return (VideoSinks.Mp4, new VideoSinkTarget
            {
                Path = job.Picture,
                Codec = config.Video.Codec,
                Blur = blur,
                Errors = console.Error,
            });
        }
    }

    // A progress line that is redrawn would mix with results on the same terminal; a live source has no end to count towards.
    private IProgressReporter Progress(bool live) =>
        (console.OutputIsTerminal && (config.Gate.Enabled || json == console.Output)) || (live && !console.ErrorIsTerminal)
            ? NullProgress.Instance
            : console.Progress();
}
