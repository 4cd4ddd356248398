using System.Text.Json.Nodes;
using MaskML.Train.Comparison;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>runs</c>: lists the runs and deletes old ones.</summary>
internal static class RunsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console) =>
        new("runs", "Lists the runs, or deletes old ones.") { List(console), Prune(console) };

    private static Command List(CommandConsole console)
    {
        Option<string?> json = CommandOptions.Text(
            "--json", "F", "Writes the rows as JSON; - is standard output, in place of the table.");
        var common = new CommandOptions();
        var command = new Command(
            "list", "Lists the runs, the oldest first, and says which is live; brings index.csv and index.html up to date.")
        {
            json,
        };
        common.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            LoadedConfig loaded = common.Load(parsed, console);
            MaskMLConfig config = loaded.Config;
            string? target = parsed.GetValue(json);
            OutputGuard.Check(
                loaded,
                RunIndex.Folders(config.Runs).SelectMany(run => StoredRun.Files(run, config.Runs)).Append(new RunIndex(config.Runs).Path),
                ("--json", target));
            StoredRun[] runs = [.. RunIndex.Folders(config.Runs)
                .Select(folder => RunIndex.TryRead(folder, console.Warn))
                .OfType<StoredRun>()];
            string? live = new LiveModelFile(config.Model).Sha256;
            if (runs.Length > 0)
            {
                Update(config.Runs, live, console);
            }

            if (target != OutputGuard.StandardOutput)
            {
                Print(runs, live, config.Runs, console.Output);
            }

            var rows = new JsonArray([.. runs.Select(run => Row(run, live))]);
            if (target == OutputGuard.StandardOutput)
            {
                console.Output.Write(ReportJson.Of(rows));
            }
            else
            {
                OutputFile.Write("--json", target, () => ReportJson.Of(rows));
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Prune(CommandConsole console)
    {
        Option<int> keep = CommandOptions.Number("--keep", "How many of the newest runs stay.", 0, int.MaxValue);
        var dry = new Option<bool>("--dry-run") { Description = "Only says what would go." };
        var common = new CommandOptions();
        var command = new Command("prune", "Deletes all but the newest runs; the live model's run and the one before it stay.")
        {
            keep, dry,
        };
        common.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            MaskMLConfig config = common.Load(parsed, console).Config;
            var live = new LiveModelFile(config.Model);

            // Holding the live model prevents that a promotion runs while its run is deleted.
            using IDisposable held = live.Hold();
            IReadOnlyList<StoredRun> selected = new RunPruner(config.Runs, live).Select(parsed.GetValue(keep), console.Warn);
            bool dryRun = parsed.GetValue(dry);
            if (!dryRun)
            {
                RunPruner.Delete(selected);
                if (Directory.Exists(config.Runs))
                {
                    Update(config.Runs, live.Sha256, console);
                }
            }

            foreach (StoredRun run in selected)
            {
                console.Output.WriteLine($"{(dryRun ? "would delete" : "deleted")} {run.Folder}");
            }

            int stay = RunIndex.Folders(config.Runs).Count - (dryRun ? selected.Count : 0);
            console.Output.WriteLine(FormattableString.Invariant(
                $"{selected.Count} runs {(dryRun ? "would go" : "are gone")}, {stay} stay"));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Update(string runs, string? live, CommandConsole console)
    {
        new RunIndex(runs).Update(console.Warn);
        RunsPage.Update(runs, live, console.Warn);
    }

    private static JsonObject Row(StoredRun run, string? live)
    {
        JsonObject row = RunRow.Of(run).ToJson();
        row["live"] = run.Report.Model.Sha256 == live;
        return row;
    }

    private static void Print(StoredRun[] runs, string? live, string folder, TextWriter output)
    {
        if (runs.Length == 0)
        {
            output.WriteLine($"no runs in {folder}");
            return;
        }

        output.WriteLine("run                      test accuracy       95 % interval  macro acc.  log-loss  train/test images  backbone");
        foreach (StoredRun run in runs)
        {
            RunReport r = run.Report;
            string images = FormattableString.Invariant($"{r.Data.Splits["train"].Values.Sum()}/{r.Test.Count}");
            string name = r.Run + (r.Model.Sha256 == live ? '*' : ' ');
            string interval = ClassificationMetrics.Percent(r.Test.Interval95["accuracy"]);
            output.WriteLine(FormattableString.Invariant(
                $"{name} {r.Test.Accuracy,14:P2} {interval,19} {r.Test.MacroAccuracy,11:P2} {r.Test.LogLoss,9:0.0000} {images,18}  ")
                + r.Model.Backbone);
        }

        if (runs.Any(run => run.Report.Model.Sha256 == live))
        {
            output.WriteLine("* is live");
        }
    }
}
