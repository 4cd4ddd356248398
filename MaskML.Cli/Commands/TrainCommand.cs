using System.Text.Json;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Cli.Commands;

/// <summary><c>train</c>: trains on folders of images and writes a run folder.</summary>
internal static class TrainCommand
{
    /// <summary>Adds the options and the action of training to a command.</summary>
    public static void Configure(Command command, CommandConsole console)
    {
        Option<string[]> data = TrainingOptions.Many(
            "--data", "DIR", "Data folder in place of data.sources; may be given several times, each is a source.");
        Option<string?> backbone = CommandOptions.Text("--backbone", "NAME|FILE", "Backbone, by name or as an ONNX file.");
        Option<string?> trainer = CommandOptions.Text(
            "--trainer", "NAME", "imageTransfer (default), or imageClassification: ML.NET's own, with packages of its own.");
        Option<string[]> exclude = TrainingOptions.Exclude();
        Option<string[]> gates = TrainingOptions.FailUnder();
        var common = new CommandOptions();
        command.Add(data);
        command.Add(backbone);
        command.Add(trainer);
        command.Add(exclude);
        command.Add(gates);
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] folders = parsed.GetRequiredValue(data);
            IReadOnlyList<MetricGate> wanted = MetricGate.Parse(parsed.GetRequiredValue(gates));
            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (data, "data.sources", folders.Length == 0 ? null : JsonSerializer.Serialize(folders)),
                (backbone, "backbone", parsed.GetValue(backbone)),
                (trainer, "trainer", parsed.GetValue(trainer)),
                TrainingOptions.ExcludeSetting(parsed, exclude));
            OpenCvSetup.UseSingleThread();
            var run = new TrainRun(loaded.Training, console.Progress(), console.Warn, TimeProvider.System);
            (RunReport report, string folder) = run.Run(cancellationToken);
            Print(report, folder, console.Output);
            MetricGate.Check(wanted, report.Test);
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static void Print(RunReport report, string folder, TextWriter output)
    {
        (int skipped, int duplicates, int leaks) = (report.Data.Skipped.Count, report.Data.Duplicates, report.Data.LeaksRemoved.Count);
        if (skipped > 0 || duplicates > 0 || leaks > 0)
        {
            output.WriteLine(FormattableString.Invariant(
                $"data         {skipped} skipped, {duplicates} duplicates, {leaks} left out as copies across splits; see report.html"));
        }

        output.WriteLine(report.Validation.Describe("validation"));
        output.WriteLine(report.Test.Describe("test"));
        RunTimings t = report.Timings;
        output.WriteLine(FormattableString.Invariant(
            $"time         {t.Total:0.0} s: decode {t.Decode:0.0}, features {t.Features:0.0}, head {t.Head:0.0}"));
        output.WriteLine(FormattableString.Invariant(
            $"model        {Path.Combine(folder, report.Model.Path)} ({report.Model.Bytes / 1e6:0.0} MB)"));
        output.WriteLine($"report       {Path.Combine(folder, "report.html")}");
    }
}
