using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Video.Frames;

namespace MaskML.Cli.Videos;

/// <summary>The videos of one call of the prediction command, one after the other.</summary>
/// <param name="model">Cuts and labels faces.</param>
/// <param name="config">The configuration.</param>
/// <param name="console">Where results and messages go.</param>
internal sealed class VideoBatch(MaskModel model, MaskMLConfig config, CommandConsole console)
{
    /// <summary>Judges the videos.</summary>
    /// <param name="jobs">The videos.</param>
    /// <param name="json">Where JSON lines go; null for nowhere.</param>
    /// <param name="stop">Stops a recording at once and ends a live source.</param>
    /// <returns>How many could not be judged to their end.</returns>
    public int Run(IReadOnlyList<VideoJob> jobs, TextWriter? json, CancellationToken stop)
    {
        if (jobs.Count == 0)
        {
            return 0;
        }

        RequireViolations();
        using IFaceDetector detector = OpenDetector(config, console.Warn);
        var run = new VideoRun(new FacePipeline(model, detector, config.Predict), config, console, json);
        return jobs.TakeWhile(_ => !stop.IsCancellationRequested).Count(job => !run.Run(job.Address, job.Picture, stop));
    }

    /// <summary>Opens the detector for videos: one look at each frame, since the next frame is another look at the same faces.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="warn">Takes a warning where the choice is a poor one.</param>
    public static IFaceDetector OpenDetector(MaskMLConfig config, Action<string> warn) => new ShrinkingDetector(
        FaceDetectors.Create(config.Predict.Detector, config.Detectors.ForVideo().WithThreads(1), warn), config.Video.DetectSide);

    // A gate that waits for a label that the model does not know would never tell of anybody.
    private void RequireViolations()
    {
        if (config.Gate.Enabled && !config.Gate.Labels.Any(label => model.Labels.Contains(label)))
        {
            throw new Predict.Errors.UsageException(
                $"gate.labels: found {string.Join(", ", config.Gate.Labels)}, expected at least one label of the model: {string.Join(", ", model.Labels)}.");
        }
    }
}
