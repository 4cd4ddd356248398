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

/// <summary><c>evaluate</c>: how a detector and a model do on annotated photos, from end to end.</summary>
internal static class PredictEvaluateCommand
{
    private const int DefaultMinSize = 20;
    private const int Largest = 10000;

    /// <summary>Builds the command.</summary>
    /// <param name="console">Where results and messages go, and the environment.</param>
    /// <param name="model">The option that names a model.</param>
    /// <param name="detector">The option that names a detector.</param>
    public static Command Create(CommandConsole console, Option<string?> model, Option<string?> detector)
    {
        var photos = new Argument<string>("PHOTOS") { Description = "Folder of the photos." };
        var annotations = new Argument<string>("annotations.json") { Description = "The faces in them: boxes and labels, as data/README.md says." };
        var minSize = new Option<int>("--min-size")
        {
            HelpName = "N",
            Description = "Faces whose longer side is shorter, marked or falsely found, count neither for nor against, in pixels.",
            DefaultValueFactory = _ => DefaultMinSize,
        };
        minSize.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, out int size) && size is >= 0 and <= Largest))
            {
                result.AddError($"Found '{result.Tokens[0].Value}' as the value of --min-size, expected a number of pixels from 0 to {Largest}.");
            }
        });
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes the figures as JSON.");
        var common = new CommandOptions();
        var command = new Command("evaluate", "Scores detector and model on photos whose faces somebody has marked.")
        {
            photos, annotations, model, detector, minSize, json,
        };
        common.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            MaskMLConfig config = common.Load(
                parsed, console, ("model", parsed.GetValue(model)), ("predict.detector", parsed.GetValue(detector))).Config;
            PhotoEvaluation evaluation = Evaluate(
                config, console, parsed.GetRequiredValue(photos), parsed.GetRequiredValue(annotations), parsed.GetValue(minSize), stop);
            PhotoEvaluationText.Write(evaluation, console.Output);
            OutputFile.Write("--json", parsed.GetValue(json), () => FaceMetricsJson.Format(evaluation));
            return Task.FromResult(evaluation.Failed.Count > 0 ? ExitCodes.Input : ExitCodes.Done);
        });
        return command;
    }

    private static PhotoEvaluation Evaluate(
        MaskMLConfig config, CommandConsole console, string photos, string annotations, int minSize, CancellationToken stop)
    {
        if (!Directory.Exists(photos))
        {
            throw new InputException($"{photos}: no such folder; expected the one that holds the photos.");
        }

        IReadOnlyList<AnnotatedPhoto> marked = AnnotationFile.Read(annotations);
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(1);
        using MaskModel model = MaskModel.Load(config.Model);
        using IFaceDetector detector = FaceDetectors.Create(config.Predict.Detector, config.Detectors.WithThreads(1), console.Warn);
        var pipeline = new FacePipeline(model, detector, config.Predict);
        var run = new EvaluationRun(
            photos, marked, config.Data.MaxMegapixels, console.Progress(), (photo, error) => console.Error.WriteLine($"error: {photo}: {error}"));
        (IReadOnlyList<JudgedPhoto> judged, double milliseconds, IReadOnlyList<string> failed) = run.Run(
            pixels =>
            {
                PhotoPrediction found = pipeline.Run(pixels);
                return ([.. found.Faces.Select(face => new FoundFace(face.Face, face.Label))], found.Milliseconds.Total);
            },
            stop);
        return judged.Count > 0
            ? new PhotoEvaluation(FaceMetrics.Of(judged, model.Labels, minSize), detector.Name, model.Sha256, minSize, milliseconds, failed)
            : throw new InputException($"{annotations}: none of its {marked.Count} photos could be judged; expected them in {photos} or in photos/ below it.");
    }
}
