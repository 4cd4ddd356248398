using System.CommandLine;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Cli.Commands;

/// <summary><c>train</c>: from folders of images to a run folder.</summary>
internal static class TrainCommand
{
    /// <summary>Gives a command the options of training and its action.</summary>
    public static void Configure(Command command, CommandConsole console)
    {
        var data = new Option<string[]>("--data")
        {
            HelpName = "DIR",
            Description = "Data folder in place of data.sources; may be given several times, each is a source.",
            DefaultValueFactory = _ => [],
        };
        Option<string?> backbone = CommandOptions.Text("--backbone", "NAME|FILE", "Backbone, by name or as an ONNX file.");
        Option<string[]> exclude = ExcludeOption.Create();
        Option<string[]> gates = GateOptions.FailUnder();
        var common = new CommandOptions();
        command.Add(data);
        command.Add(backbone);
        command.Add(exclude);
        command.Add(gates);
        common.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            string[] folders = parsed.GetRequiredValue(data);
            IReadOnlyList<MetricGate> wanted = MetricGate.Parse(parsed.GetRequiredValue(gates));
            LoadedConfig loaded = common.Load(
                parsed,
                console,
                ("data.sources", folders.Length == 0 ? null : JsonSerializer.Serialize(folders)),
                ("backbone", parsed.GetValue(backbone)),
                ExcludeOption.Value(parsed, exclude));
            OpenCvSetup.OneForEachCall();
            (RunReport report, string folder) = new TrainRun(loaded.Training, console.Progress(), console.Warn, TimeProvider.System).Run(stop);
            Print(report, folder, console.Output);
            MetricGate.Check(wanted, report.Test);
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static void Print(RunReport report, string folder, TextWriter output)
    {
        if (report.Data.Skipped.Count > 0 || report.Data.Duplicates > 0 || report.Data.LeaksRemoved.Count > 0)
        {
            output.WriteLine(FormattableString.Invariant(
                $"data         {report.Data.Skipped.Count} skipped, {report.Data.Duplicates} duplicates, {report.Data.LeaksRemoved.Count} left out as copies across splits; see report.html"));
        }

        output.WriteLine(report.Validation.Describe("validation"));
        output.WriteLine(report.Test.Describe("test"));
        output.WriteLine(FormattableString.Invariant(
            $"time         {report.Timings.Total:0.0} s: decode {report.Timings.Decode:0.0}, features {report.Timings.Features:0.0}, head {report.Timings.Head:0.0}"));
        output.WriteLine(FormattableString.Invariant($"model        {Path.Combine(folder, report.Model.Path)} ({report.Model.Bytes / 1e6:0.0} MB)"));
        output.WriteLine($"report       {Path.Combine(folder, "report.html")}");
    }
}
