using MaskML.Train.Data;
using MaskML.Train.Metrics;
using MaskML.Train.Reports;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>evaluate</c>: scores a model on a folder of labelled images.</summary>
internal static class EvaluateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL.zip") { Description = "The model." };
        var folder = new Argument<string>("DIR") { Description = "Labelled images: DIR/<label>/**, or photos with an annotations.json." };
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes the figures as JSON.");
        Option<string?> predictions = CommandOptions.Text(
            "--predictions", "F.csv", "Writes each image with its scores, as predictions.csv of a run.");
        Option<string[]> gates = TrainingOptions.FailUnder();
        var common = new CommandOptions();
        var command = new Command("evaluate", "Scores a model on labelled images that it was not trained on.")
        {
            model, folder, json, predictions, gates,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            IReadOnlyList<MetricGate> wanted = MetricGate.Parse(parsed.GetRequiredValue(gates));
            LoadedConfig loaded = common.Load(parsed, console);
            string zip = parsed.GetRequiredValue(model);
            string data = parsed.GetRequiredValue(folder);
            OutputGuard.Check(
                loaded,
                DatasetScanner.Files(data).Append(zip),
                ("--json", parsed.GetValue(json)),
                ("--predictions", parsed.GetValue(predictions)));
            OpenCvSetup.UseSingleThread();
            ScoredSamples scored = new ModelEvaluation(loaded.Training.Data, loaded.Training.Cache, console.Progress()).Score(
                zip, data, cancellationToken);
            EvaluationResult result = scored.Evaluate(data);
            foreach (SkippedInfo skipped in result.Skipped)
            {
                console.Warn($"{skipped.Path}: {skipped.Reason}");
            }

            console.Output.WriteLine(result.Evaluation.Describe("evaluation"));
            foreach ((string label, LabelMetrics m) in result.Evaluation.PerLabel)
            {
                console.Output.WriteLine(FormattableString.Invariant(
                    $"  {label}: precision {m.Precision:P2}, recall {m.Recall:P2}, F1 {m.F1:P2}, {m.Support:0.##} images"));
            }

            OutputFile.Write("--json", parsed.GetValue(json), () => ReportJson.Of(result));
            OutputFile.Write(
                "--predictions", parsed.GetValue(predictions), path => RunFiles.WritePredictions(path, scored.Labels, scored.Images));
            MetricGate.Check(wanted, result.Evaluation);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
