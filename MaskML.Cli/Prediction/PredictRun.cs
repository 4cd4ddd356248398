using System.Text;
using MaskML.Cli.Photos;
using MaskML.Cli.Videos;
using MaskML.Cli.Working;
using MaskML.Fleet.Photos;
using MaskML.Predict.Concurrency;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Progress;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;

namespace MaskML.Cli.Prediction;

/// <summary>One call of <c>predict</c>: all photos, with results in their order, then the videos.</summary>
/// <param name="request">The arguments.</param>
/// <param name="loaded">The configuration.</param>
/// <param name="console">Receives results and messages.</param>
internal sealed class PredictRun(PredictRequest request, LoadedConfig loaded, CommandConsole console)
{
    private readonly MaskMLConfig config = loaded.Config;
    private int violations;

    /// <summary>Runs the command and returns its exit code.</summary>
    /// <exception cref="MaskMLException">Nothing can be predicted at all.</exception>
    public int Run(CancellationToken cancellationToken)
    {
        ILookup<bool, string> paths = request.Paths.ToLookup(path => VideoAddress.TryParse(path) is not null);
        AnnotatedFiles? pictures = request.Out is null ? null : new AnnotatedFiles(request.Out);
        Job[] photos = [.. PhotoFiles.List([.. paths[false]], request.Out, console.Warn)
            .Select(photo => new Job(photo, pictures?.Choose(photo.Relative)))];
        IReadOnlyList<VideoJob> videos = VideoJob.Plan([.. paths[true].Select(VideoAddress.TryParse).OfType<VideoAddress>()], pictures);
        OutputGuard.Check(
            loaded,
            photos.Select(job => job.Photo.FullPath).Concat(videos.Select(job => job.Address.Text)),
            [.. photos.Select(job => ("--out", job.Picture)), .. videos.Select(job => ("--out", job.Picture)), ("--json", request.Json)]);
        pictures?.CreateFolder();
        if (request.OnFleet && videos.Count > 0)
        {
            throw new UsageException($"--fleet: found the video {videos[0].Address.Name}, expected photos and folders of photos.");
        }

        // Several photos are processed in parallel, one thread each; a single photo uses all cores.
        int workers = Math.Clamp(photos.Length, 1, Environment.ProcessorCount);
        int threads = workers > 1 || videos.Count > 0 ? 1 : Environment.ProcessorCount;
        OpenCvSetup.UseThreads(threads);

        // Beside the model, which takes as long to open.
        DetectorOptions detectors = config.Detectors.WithThreads(workers > 1 ? 1 : 0);
        Task<IFaceDetector>? opening = request.OnFleet || photos.Length == 0 ? null
            : Task.Run(() => FaceDetectors.Create(config.Predict.Detector, detectors), CancellationToken.None);
        using MaskModel? model = request.OnFleet ? null : MaskModel.Load(config.ModelToLoad, threads);
        if (request.GateExit && model is not null)
        {
            ViolationDetector.CheckLabels(config.Gate, model.Labels);
        }

        int failed = request.Json switch
        {
            null => RunAll(null),
            OutputGuard.StandardOutput => RunAll(console.Output),
            _ => WriteJson(request.Json, RunAll),
        };

        // A live source that was cancelled has its results, but the exit code says that it was cancelled.
        cancellationToken.ThrowIfCancellationRequested();
        int all = photos.Length + videos.Count;
        if (failed > 0 && all > 1)
        {
            console.Error.WriteLine(FormattableString.Invariant(
                $"{failed} of {all} {(videos.Count > 0 ? "photos and videos" : "photos")} failed"));
        }

        if (request.GateExit && violations > 0)
        {
            throw new GateException(FormattableString.Invariant($"--gate-exit: {violations} seen without a mask, expected none."));
        }

        return failed > 0 ? ExitCodes.Input : ExitCodes.Done;

        int RunAll(TextWriter? json)
        {
            if (model is null)
            {
                PhotoFile[] files = [.. photos.Select(job => job.Photo)];
                string job = request.Job ?? FleetPhotos.JobOf(request.Paths);
                return Write(FleetPhotos.Judge(files, job, config.Fleet, console, cancellationToken), files.Length, json);
            }

            var batch = new VideoBatch(model, config, console, json, request.Blur);
            int bad = RunPhotos(photos, workers, model, opening, json, cancellationToken) + batch.Run(videos, cancellationToken);
            violations += batch.Violations;
            return bad;
        }
    }

    // Returns how many photos failed.
    private int RunPhotos(
        Job[] jobs, int workers, MaskModel model, Task<IFaceDetector>? opening, TextWriter? json, CancellationToken cancellationToken)
    {
        if (jobs.Length == 0)
        {
            return 0;
        }

        using IFaceDetector detector = opening!.GetAwaiter().GetResult();
        DistanceEstimator? distances = config.Distance.Enabled ? new DistanceEstimator(config.Distance) : null;
        var predictor = new PhotoPredictor(
            new FacePipeline(model, detector, config.Predict), config.Data.MaxMegapixels, distances, console.Input, request.Blur);
        PhotoAnswer Judge(Job job) => predictor.Predict(job.Photo, job.Picture).ToAnswer(config.Gate.Labels);
        return Write(OrderedParallel.Select(jobs, workers, Judge, cancellationToken), jobs.Length, json);
    }

    // Returns how many photos failed.
    private int Write(IEnumerable<PhotoAnswer> answers, int count, TextWriter? json)
    {
        // Results on a terminal would mix with a progress line there.
        IProgressReporter reporter = count > 1 && !console.OutputIsTerminal ? console.Progress() : NullProgress.Instance;
        using IProgressPhase progress = reporter.Begin("photos", count);
        int failed = 0;
        foreach (PhotoAnswer answer in answers)
        {
            Write(answer, json);
            failed += answer.Failed ? 1 : 0;
            violations += answer.Violations;
            progress.Advance();
            if (console.Fault is not null && request.Out is null && (json is null || json == console.Output))
            {
                break;
            }
        }

        return failed;
    }

    private void Write(PhotoAnswer answer, TextWriter? json)
    {
        json?.WriteLine(answer.Json);
        if (answer.Failed)
        {
            console.Error.WriteLine("error: " + answer.Text);
        }
        else if (json != console.Output)
        {
            console.Output.WriteLine(answer.Text);
        }
    }

    private static int WriteJson(string path, Func<TextWriter, int> write)
    {
        int failed = 0;
        OutputFile.Write("--json", path, file => AtomicFile.Write(file, stream =>
        {
            var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            using var lines = new StreamWriter(stream, encoding, leaveOpen: true) { NewLine = "\n" };
            failed = write(lines);
        }));
        return failed;
    }

    private sealed record Job(PhotoFile Photo, string? Picture);
}
