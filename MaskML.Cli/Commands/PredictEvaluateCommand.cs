using MaskML.Cli.Evaluation;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Commands;

/// <summary><c>predict evaluate</c>: scores detector and model together on annotated photos.</summary>
internal static class PredictEvaluateCommand
{
    private const int DefaultMinSize = 20;
    private const int MaxMinSize = 10000;

    /// <summary>Creates the command.</summary>
    /// <param name="console">The console.</param>
    /// <param name="model">The option <c>--model</c>.</param>
    /// <param name="detector">The option <c>--detector</c>.</param>
    public static Command Create(CommandConsole console, Option<string?> model, Option<string?> detector)
    {
        Argument<string[]> paths = CommandOptions.Paths(
            "PHOTOS annotations.json", "A folder of photos and the faces in them, as data/README.md says. Several pairs may be given.");
        paths.Validators.Add(result =>
        {
            if (result.Tokens.Count % 2 != 0)
            {
                result.AddError($"Found {result.Tokens.Count} paths, expected pairs: PHOTOS annotations.json.");
            }
        });
        Option<int> minSize = CommandOptions.Number(
            "--min-size", "Faces whose longer side is shorter, marked or falsely found, count neither for nor against, in pixels.",
            0, MaxMinSize, DefaultMinSize);
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes the figures as JSON.");
        var common = new CommandOptions();
        var command = new Command("evaluate", "Scores detector and model on photos whose faces somebody has marked.")
        {
            paths, model, detector, minSize, json,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            LoadedConfig loaded = common.Load(
                parsed, console, (model, "model", parsed.GetValue(model)), (detector, "predict.detector", parsed.GetValue(detector)));
            OutputGuard.Check(
                loaded, parsed.GetRequiredValue(paths).SelectMany(DatasetScanner.Files), ("--json", parsed.GetValue(json)));
            PhotoEvaluation[] evaluations =
                [.. Evaluate(loaded.Config, console, parsed.GetRequiredValue(paths), parsed.GetValue(minSize), cancellationToken)];
            PhotoEvaluationText.Write(evaluations, console.Output);
            OutputFile.Write("--json", parsed.GetValue(json), () => FaceMetricsJson.Format(evaluations));
            return Task.FromResult(evaluations.Any(evaluation => evaluation.Failed.Count > 0) ? ExitCodes.Input : ExitCodes.Done);
        });
        return command;
    }

    private static IEnumerable<PhotoEvaluation> Evaluate(
        MaskMLConfig config, CommandConsole console, string[] paths, int minSize, CancellationToken cancellationToken)
    {
        (string Photos, string Annotations, IReadOnlyList<AnnotatedPhoto> Marked)[] sets =
            [.. paths.Chunk(2).Select(pair => (pair[0], pair[1], Read(pair[0], pair[1])))];
        OpenCvSetup.UseSingleThread();
        using MaskModel model = MaskModel.Load(config.ModelToLoad);
        using IFaceDetector detector = FaceDetectors.Create(config.Predict.Detector, config.Detectors.WithThreads(1));
        var pipeline = new FacePipeline(model, detector, config.Predict);
        foreach ((string photos, string annotations, IReadOnlyList<AnnotatedPhoto> marked) in sets)
        {
            void Fail(string photo, string error) => console.Error.WriteLine("error: " + OneLine.Of($"{photo}: {error}"));
            var run = new EvaluationRun(photos, marked, config.Data.MaxMegapixels, console.Progress(), Fail);
            (IReadOnlyList<JudgedPhoto> judged, double milliseconds, IReadOnlyList<string> failed) = run.Run(Analyse, cancellationToken);
            yield return judged.Count > 0
                ? new PhotoEvaluation(
                    photos, FaceMetrics.Of(judged, model.Labels, minSize), detector.Name, model.Sha256, minSize, milliseconds, failed)
                : throw new InputException(
                    $"{annotations}: none of its {marked.Count} photos could be judged; expected them in {photos} or in photos/ below it.");
        }

        (IReadOnlyList<FoundFace> Faces, double Milliseconds) Analyse(Mat photo)
        {
            PhotoPrediction found = pipeline.Run(photo, cancellationToken: cancellationToken);
            FoundFace[] faces = [.. found.Faces.Select(face => new FoundFace(face.Face, face.Label))];
            return (faces, found.Milliseconds.Total);
        }
    }

    private static IReadOnlyList<AnnotatedPhoto> Read(string photos, string annotations) => Directory.Exists(photos)
        ? AnnotationFile.Read(annotations)
        : throw new InputException($"{photos}: no such folder; expected the one that holds the photos.");
}
