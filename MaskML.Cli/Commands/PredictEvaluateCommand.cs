using System.CommandLine;
using MaskML.Cli.Configuration;
using MaskML.Cli.Evaluation;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
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
        var photos = new Argument<string>("PHOTOS") { Description = "Folder of the photos." };
        var annotations = new Argument<string>("annotations.json")
        {
            Description = "The faces in them: boxes and labels, as data/README.md says.",
        };
        var minSize = new Option<int>("--min-size")
        {
            HelpName = "N",
            Description = "Faces whose longer side is shorter, marked or falsely found, count neither for nor against, in pixels.",
            DefaultValueFactory = _ => DefaultMinSize,
        };
        minSize.Validators.Add(result =>
        {
            string? text = result.Tokens.Count == 1 ? result.Tokens[0].Value : null;
            if (text is not null && !(int.TryParse(text, out int size) && size is >= 0 and <= MaxMinSize))
            {
                result.AddError($"Found '{text}' as the value of --min-size, expected a number of pixels from 0 to {MaxMinSize}.");
            }
        });
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes the figures as JSON.");
        var common = new CommandOptions();
        var command = new Command("evaluate", "Scores detector and model on photos whose faces somebody has marked.")
        {
            photos, annotations, model, detector, minSize, json,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            MaskMLConfig config = common.Load(
                parsed, console, ("model", parsed.GetValue(model)), ("predict.detector", parsed.GetValue(detector))).Config;
            PhotoEvaluation evaluation = Evaluate(
                config,
                console,
                parsed.GetRequiredValue(photos),
                parsed.GetRequiredValue(annotations),
                parsed.GetValue(minSize),
                cancellationToken);
            PhotoEvaluationText.Write(evaluation, console.Output);
            OutputFile.Write("--json", parsed.GetValue(json), () => FaceMetricsJson.Format(evaluation));
            return Task.FromResult(evaluation.Failed.Count > 0 ? ExitCodes.Input : ExitCodes.Done);
        });
        return command;
    }

    private static PhotoEvaluation Evaluate(
        MaskMLConfig config, CommandConsole console, string photos, string annotations, int minSize, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(photos))
        {
            throw new InputException($"{photos}: no such folder; expected the one that holds the photos.");
        }

        IReadOnlyList<AnnotatedPhoto> marked = AnnotationFile.Read(annotations);
        OpenCvSetup.UseSingleThread();
        using MaskModel model = MaskModel.Load(config.Model);
        using IFaceDetector detector = FaceDetectors.Create(config.Predict.Detector, config.Detectors.WithThreads(1), console.Warn);
        var pipeline = new FacePipeline(model, detector, config.Predict);
        void Fail(string photo, string error) => console.Error.WriteLine($"error: {photo}: {error}");
        var run = new EvaluationRun(photos, marked, config.Data.MaxMegapixels, console.Progress(), Fail);
        (IReadOnlyList<JudgedPhoto> judged, double milliseconds, IReadOnlyList<string> failed) = run.Run(Analyse, cancellationToken);
        return judged.Count > 0
            ? new PhotoEvaluation(FaceMetrics.Of(judged, model.Labels, minSize), detector.Name, model.Sha256, minSize, milliseconds, failed)
            : throw new InputException(
                $"{annotations}: none of its {marked.Count} photos could be judged; expected them in {photos} or in photos/ below it.");

        (IReadOnlyList<FoundFace> Faces, double Milliseconds) Analyse(Mat photo)
        {
            PhotoPrediction found = pipeline.Run(photo, cancellationToken: cancellationToken);
            FoundFace[] faces = [.. found.Faces.Select(face => new FoundFace(face.Face, face.Label))];
            return (faces, found.Milliseconds.Total);
        }
    }
}
