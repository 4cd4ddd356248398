using System.Text.Json;
using MaskML.Train.Audit;
using MaskML.Train.Data;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>audit</c>: checks a data set before training.</summary>
internal static class AuditCommand
{
    private const double DefaultWrongAbove = 0.95;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Argument<string[]> folders = CommandOptions.Paths("DIR", "Data folders, laid out as for training; several are one data set.");
        Option<string?> json = CommandOptions.Text("--json", "F", "Writes all findings as JSON.");
        Option<string?> html = CommandOptions.Text("--html", "F", "Writes all findings as one HTML file with pictures.");
        Option<string?> clean = CommandOptions.Text("--write-clean", "F", "Writes the list of images to leave out, for train --exclude.");
        Option<string?> backbone = CommandOptions.Text(
            "--backbone", "NAME|FILE", "Backbone whose features judge the labels; best one that was not trained on these images.");
        var wrongAbove = new Option<double>("--wrong-above")
        {
            HelpName = "P",
            Description = "From this probability of another label on a label counts as wrong, and --write-clean leaves the image out, "
                + "unless it is given for validation or test.",
            DefaultValueFactory = _ => DefaultWrongAbove,
        };
        Option<string[]> failOn = TrainingOptions.FailOn();
        Option<string[]> exclude = TrainingOptions.Exclude();
        var common = new CommandOptions();
        var command = new Command("audit", "Looks for what is wrong with a data set: copies, leaks, wrong labels, shortcuts and more.")
        {
            folders, json, html, clean, wrongAbove, failOn, backbone, exclude,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            IReadOnlyList<string> kinds = AuditGate.Parse(parsed.GetRequiredValue(failOn));
            double above = CheckProbability(parsed.GetValue(wrongAbove));
            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (folders, "data.sources", JsonSerializer.Serialize(parsed.GetRequiredValue(folders))),
                (backbone, "backbone", parsed.GetValue(backbone)),
                TrainingOptions.ExcludeSetting(parsed, exclude));
            OutputGuard.Check(
                loaded,
                loaded.Config.Data.Sources.SelectMany(DatasetScanner.Files),
                ("--json", parsed.GetValue(json)),
                ("--html", parsed.GetValue(html)),
                ("--write-clean", parsed.GetValue(clean)));
            OpenCvSetup.UseSingleThread();
            (AuditReport report, AuditData data) =
                new AuditRun(loaded.Training, above, console.Progress(), console.Warn).Run(cancellationToken);
            new AuditSummary(console.Output).Write(report);
            OutputFile.Write("--json", parsed.GetValue(json), () => ReportJson.Of(report));
            var page = new AuditPage(report, data, loaded.Config.Data.MaxMegapixels);
            OutputFile.Write("--html", parsed.GetValue(html), path => page.Write(path, cancellationToken));
            OutputFile.Write("--write-clean", parsed.GetValue(clean), path => ExclusionFile.Write(
                path, $"Left out of {string.Join(", ", report.Data)}", CleanList.Of(report, data, above)));
            AuditGate.Check(kinds, report);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static double CheckProbability(double value) => value is >= 0 and <= 1
        ? value
        : throw new UsageException(FormattableString.Invariant($"--wrong-above: found {value}, expected a probability from 0 to 1."));
}
