using System.Text;
using MaskML.Predict.Annotation;
using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Modeling;
using MaskML.Predict.Output;
using MaskML.Predict.Progress;
using OpenCvSharp;

namespace MaskML.Predict.Commands;

/// <summary>One call of the prediction command: every photo that the paths stand for, results in their order.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="config">The configuration.</param>
/// <param name="console">Where results and messages go.</param>
internal sealed class PredictRun(PredictRequest request, MaskMLConfig config, CommandConsole console)
{
    /// <summary>Runs the command and returns its exit code.</summary>
    /// <exception cref="MaskMLException">Nothing can be predicted at all.</exception>
    public int Run(CancellationToken stop)
    {
        IReadOnlyList<PhotoFile> photos = PhotoFiles.List(request.Paths, request.Out);
        List<Job> jobs = Plan(photos);
        int workers = Math.Min(Environment.ProcessorCount, jobs.Count);

        // Photos side by side leave no cores for threads within one; what OpenCV has to say stands in our own messages.
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(workers > 1 ? 1 : Environment.ProcessorCount);
        using MaskModel model = MaskModel.Load(config.Model, workers > 1 ? 1 : Environment.ProcessorCount);
        using IFaceDetector detector = FaceDetectors.Create(config.Predict.Detector, config, console.Warn);
        var predictor = new PhotoPredictor(new FacePipeline(model, detector, config.Predict), config.Data.MaxMegapixels);
        IEnumerable<PhotoResult> results = OrderedParallel.Select(jobs, workers, job => predictor.Predict(job.Photo, job.Picture), stop);
        int failed = request.Json is null or PredictRequest.StandardOutput
            ? Report(results, jobs.Count, null)
            : WriteJson(request.Json, lines => Report(results, jobs.Count, lines));
        if (failed > 0 && jobs.Count > 1)
        {
            console.Error.WriteLine(FormattableString.Invariant($"{failed} of {jobs.Count} photos failed"));
        }

        return failed > 0 ? ExitCodes.Input : ExitCodes.Done;
    }

    private List<Job> Plan(IReadOnlyList<PhotoFile> photos)
    {
        if (request.Out is null)
        {
            return [.. photos.Select(photo => new Job(photo, null))];
        }

        var pictures = new AnnotatedFiles(request.Out);
        List<Job> jobs = [.. photos.Select(photo => new Job(photo, pictures.Choose(photo.Relative, photo.FullPath)))];
        try
        {
            Directory.CreateDirectory(request.Out);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {request.Out}: the folder cannot be made: {e.Message}", e);
        }

        return jobs;
    }

    private int Report(IEnumerable<PhotoResult> results, int count, TextWriter? lines)
    {
        TextWriter? json = request.Json == PredictRequest.StandardOutput ? console.Output : lines;

        // Where the results themselves scroll by on a terminal, a bar would only get between them.
        IProgressReporter reporter = count > 1 && !console.OutputIsTerminal ? console.Progress() : NullProgress.Instance;
        using IProgressPhase progress = reporter.Begin("photos", count);
        int failed = 0;
        foreach (PhotoResult result in results)
        {
            json?.WriteLine(PredictionLine.Format(result));
            if (result.Error is not null)
            {
                failed++;
                console.Error.WriteLine($"error: {result.Source}: {result.Error}");
            }
            else if (json != console.Output)
            {
                console.Output.WriteLine(PredictionText.Format(result));
            }

            progress.Advance();
        }

        return failed;
    }

    private static int WriteJson(string path, Func<TextWriter, int> write)
    {
        try
        {
            int failed = 0;
            AtomicFile.Write(path, stream =>
            {
                using var lines = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                failed = write(lines);
            });
            return failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--json {path}: cannot be written: {e.Message}", e);
        }
    }

    private sealed record Job(PhotoFile Photo, string? Picture);
}
