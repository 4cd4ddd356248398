using MaskML.Train.Comparison;
using MaskML.Train.Data;
using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>compare</c>: compares models on the same images.</summary>
internal static class CompareCommand
{
    private const string GateOption = "--fail-if-worse";

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Argument<string[]> runs = CommandOptions.Paths(
            "RUN", "Runs (folders, or names below the folder of runs) or model zips; the first is the old one.");
        Option<string?> on = CommandOptions.Text(
            "--on", "DIR", "Scores all models on these labelled images instead of comparing what the runs wrote down.");
        Option<string?> markdown = CommandOptions.Text("--markdown", "F", "Writes the comparison as Markdown.");
        Option<string?> html = CommandOptions.Text("--html", "F", "Writes the comparison as one HTML file with pictures.");
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes the comparison as JSON.");
        Option<string[]> gates = TrainingOptions.Many(
            GateOption,
            "metric",
            "Exit code 4 if a new model is worse in this metric by more than chance, such as macroAccuracy. May be given several times.");
        var common = new CommandOptions();
        var command = new Command(
            "compare", "Compares models on the same images: differences, whether they are more than chance, and the images they differ on.")
        {
            runs, on, markdown, html, json, gates,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] names = parsed.GetRequiredValue(runs);
            if (names.Length < 2)
            {
                throw new UsageException($"compare: found one model ({names[0]}), expected two or more: the old one, then the new ones.");
            }

            IReadOnlyList<string> wanted = ComparisonGate.Parse(parsed.GetRequiredValue(gates), GateOption);
            LoadedConfig loaded = common.Load(parsed, console);
            IEnumerable<string> folders = [.. loaded.Config.Data.Sources, .. new[] { parsed.GetValue(on) }.OfType<string>()];
            OutputGuard.Check(
                loaded,
                names.SelectMany(name => StoredRun.Files(name, loaded.Config.Runs)).Concat(folders.SelectMany(DatasetScanner.Files)),
                ("--markdown", parsed.GetValue(markdown)),
                ("--html", parsed.GetValue(html)),
                ("--json", parsed.GetValue(json)));
            OpenCvSetup.UseSingleThread();
            IReadOnlyList<Contender> models =
                new ContenderLoader(loaded.Training, console.Progress()).Load(names, parsed.GetValue(on), cancellationToken);
            ModelComparison[] comparisons =
                [.. models.Skip(1).Select(model => ModelComparison.Of(models[0], model, cancellationToken))];
            foreach (ModelComparison comparison in comparisons)
            {
                ComparisonText.Write(comparison, console.Output);
            }

            var gallery = new PictureGallery(loaded.Config.Report.Pictures, loaded.Config.Data.MaxMegapixels);
            OutputFile.Write("--markdown", parsed.GetValue(markdown), () => ComparisonMarkdown.Of(comparisons));
            OutputFile.Write("--json", parsed.GetValue(json), () => ReportJson.Of(ComparisonResult.Of(comparisons)));
            OutputFile.Write("--html", parsed.GetValue(html), path => ComparisonPage.Write(path, comparisons, gallery, cancellationToken));
            ComparisonGate.Check(comparisons, wanted, GateOption);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
