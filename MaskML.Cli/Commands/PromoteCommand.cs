using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Train.Comparison;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>promote</c>: makes a run's model the live one, unless it is worse.</summary>
internal static class PromoteCommand
{
    private const string GateOption = "--fail-if-worse";

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var run = new Argument<string?>("RUN")
        {
            Description = "The run: its folder, or its name below the folder of runs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> on = CommandOptions.Text(
            "--on", "DIR", "Judges both models on these labelled images instead of the run's own test images.");
        var force = new Option<bool>("--force") { Description = "Publishes the model without comparing it with the live one." };
        var back = new Option<bool>("--back") { Description = "Makes the model that was live before the live one again." };
        var gates = new Option<string[]>(GateOption)
        {
            HelpName = "metric",
            Description = "The metric in which the model must not be worse than the live one by more than chance. "
                + "May be given several times.",
            DefaultValueFactory = _ => ["macroAccuracy"],
        };
        var common = new CommandOptions();
        var command = new Command(
            "promote", "Makes a run's model the live one, unless it is worse by more than chance; keeps the one before it.")
        {
            run, on, force, back, gates,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string? name = parsed.GetValue(run);
            if (name is null != parsed.GetValue(back))
            {
                throw new UsageException("promote: expected a run, or --back, but not both.");
            }

            IReadOnlyList<string> metrics = ComparisonGate.Parse(parsed.GetRequiredValue(gates), GateOption);
            LoadedConfig loaded = common.Load(parsed, console);
            OpenCvSetup.UseSingleThread();
            var live = new LiveModelFile(loaded.Config.Model);
            if (StoredRun.IsRun(Path.GetDirectoryName(LinkTrail.Follow(live.Path).Target)!))
            {
                throw new UsageException($"model {live.Path}: found a run's own zip, which promote would overwrite. Name another file.");
            }

            using IDisposable held = live.Hold();
            if (name is null)
            {
                live.GoBack();
                console.Output.WriteLine(
                    $"{live.Path} is the model {live.Sha256![..12]} again; {live.PreviousSha256![..12]} is kept in {live.PreviousPath}");
                return Task.FromResult(ExitCodes.Done);
            }

            StoredRun chosen = StoredRun.Find(name, loaded.Config.Runs);
            ModelArchive zip = ReadModel(chosen);
            if (live.Sha256 == zip.Sha256)
            {
                console.Output.WriteLine($"{chosen.Report.Run} is the live model already");
                return Task.FromResult(ExitCodes.Done);
            }

            if (parsed.GetValue(force))
            {
                console.Warn($"--force: {chosen.Report.Run} goes live without being compared with {live.Path}");
            }
            else if (live.Sha256 is not null)
            {
                var loader = new ContenderLoader(loaded.Training, console.Progress());
                ModelComparison comparison = Compare(loader, live.Path, chosen, parsed.GetValue(on), cancellationToken);
                ComparisonText.Write(comparison, console.Output);
                ComparisonGate.Check([comparison], metrics, GateOption);
            }

            cancellationToken.ThrowIfCancellationRequested();
            live.Replace(zip.Bytes);
            string previous = live.PreviousSha256 is null ? "" : $"; `promote --back` goes back to {live.PreviousSha256[..12]}";
            console.Output.WriteLine($"{live.Path} is now the model of {chosen.Report.Run} ({zip.Sha256[..12]}){previous}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    // Reads the run's zip and checks that it is the one that the run wrote, and that it loads.
    private static ModelArchive ReadModel(StoredRun run)
    {
        ModelArchive zip = ModelArchive.Read(run.ModelPath);
        if (zip.Sha256 != run.Report.Model.Sha256)
        {
            throw new InputException(
                $"{run.ModelPath}: its SHA-256 is {zip.Sha256}, metrics.json says {run.Report.Model.Sha256}: "
                + "not the model that this run judged. Train again.");
        }

        MaskModel.Load(run.ModelPath).Dispose();
        return zip;
    }

    private static ModelComparison Compare(
        ContenderLoader loader, string live, StoredRun run, string? on, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<Contender> models = loader.Load([live, run.Folder], on, cancellationToken);
            return ModelComparison.Of(models[0], models[1], cancellationToken);
        }
        catch (InputException e)
        {
            throw new InputException($"{e.Message} The live model stays; --force publishes without comparing.", e);
        }
    }
}
