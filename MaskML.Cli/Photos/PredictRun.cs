using System.Text;
using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Cli.Videos;
using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Progress;
using MaskML.Video.Distance;
using MaskML.Video.Sources;
using OpenCvSharp;

namespace MaskML.Cli.Photos;

/// <summary>One call of the prediction command: every photo that the paths stand for, results in their order, then the videos.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="config">The configuration.</param>
/// <param name="console">Where results and messages go.</param>
internal sealed class PredictRun(PredictRequest request, MaskMLConfig config, CommandConsole console)
{
    /// <summary>Runs the command and returns its exit code.</summary>
    /// <exception cref="MaskMLException">Nothing can be predicted at all.</exception>
    public int Run(CancellationToken stop)
    {
        ILookup<bool, string> paths = request.Paths.ToLookup(path => VideoAddress.TryParse(path) is not null);
        AnnotatedFiles? pictures = request.Out is null ? null : new AnnotatedFiles(request.Out);
        List<Job> photos = Plan(PhotoFiles.List([.. paths[false]], request.Out), pictures);
        IReadOnlyList<VideoJob> videos = VideoJob.Plan([.. paths[true].Select(VideoAddress.TryParse).OfType<VideoAddress>()], pictures);
        MakeFolder();

        // Photos side by side leave no cores for threads within one; what OpenCV has to say stands in our own messages.
        int workers = Math.Clamp(photos.Count, 1, Environment.ProcessorCount);
        int threads = workers > 1 || videos.Count > 0 ? 1 : Environment.ProcessorCount;
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(threads);
        using MaskModel model = MaskModel.Load(config.Model, threads);
        int Judge(TextWriter? json) => JudgePhotos(photos, workers, model, json, stop) + new VideoBatch(model, config, console).Run(videos, json, stop);
        int failed = request.Json switch
        {
            null => Judge(null),
            PredictRequest.StandardOutput => Judge(console.Output),
            _ => WriteJson(request.Json, Judge),
        };

        // A live source that was stopped has its results; the exit code still tells that it was.
        stop.ThrowIfCancellationRequested();
        int all = photos.Count + videos.Count;
        if (failed > 0 && all > 1)
        {
            console.Error.WriteLine(FormattableString.Invariant($"{failed} of {all} {(videos.Count > 0 ? "photos and videos" : "photos")} failed"));
        }

        return failed > 0 ? ExitCodes.Input : ExitCodes.Done;
    }

    private int JudgePhotos(List<Job> jobs, int workers, MaskModel model, TextWriter? json, CancellationToken stop)
    {
        if (jobs.Count == 0)
        {
            return 0;
        }

        using IFaceDetector detector = FaceDetectors.Create(config.Predict.Detector, config.Detectors.WithThreads(workers > 1 ? 1 : 0), console.Warn);
        DistanceEstimator? distances = config.Distance.Enabled ? new DistanceEstimator(config.Distance) : null;
        var predictor = new PhotoPredictor(new FacePipeline(model, detector, config.Predict), config.Data.MaxMegapixels, distances);
        return Report(OrderedParallel.Select(jobs, workers, job => predictor.Predict(job.Photo, job.Picture), stop), jobs.Count, json);
    }

    private static List<Job> Plan(IReadOnlyList<PhotoFile> photos, AnnotatedFiles? pictures) =>
        [.. photos.Select(photo => new Job(photo, pictures?.Choose(photo.Relative, photo.FullPath)))];

    private void MakeFolder()
    {
        if (request.Out is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(request.Out);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {request.Out}: the folder cannot be made: {e.Message}", e);
        }
    }

    private int Report(IEnumerable<PhotoOutcome> outcomes, int count, TextWriter? json)
    {
        // Where the results themselves scroll by on a terminal, a bar would only get between them.
        IProgressReporter reporter = count > 1 && !console.OutputIsTerminal ? console.Progress() : NullProgress.Instance;
        using IProgressPhase progress = reporter.Begin("photos", count);
        int failed = 0;
        foreach (PhotoOutcome outcome in outcomes)
        {
            PhotoResult result = outcome.Result;
            json?.WriteLine(outcome.ToJson());
            if (result.Error is not null)
            {
                failed++;
                console.Error.WriteLine($"error: {result.Source}: {result.Error}");
            }
            else if (json != console.Output)
            {
                console.Output.WriteLine(PredictionText.Format(outcome));
            }

            progress.Advance();
        }

        return failed;
    }

    private static int WriteJson(string path, Func<TextWriter, int> write)
    {
        int failed = 0;
        OutputFile.Write("--json", path, file => AtomicFile.Write(file, stream =>
        {
            using var lines = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            failed = write(lines);
        }));
        return failed;
    }

    private sealed record Job(PhotoFile Photo, string? Picture);
}
