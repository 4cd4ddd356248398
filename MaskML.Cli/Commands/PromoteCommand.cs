using MaskML.Train.Comparison;
using MaskML.Train.Promotion;
using MaskML.Train.Runs;

namespace MaskML.Cli.Commands;

/// <summary><c>promote</c>: makes a run's model the live one, unless it is worse.</summary>
internal static class PromoteCommand
{
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
        Option<string?> reason = CommandOptions.Text("--reason", "TEXT", "Why, for the history of the live model.");
        var gates = new Option<string[]>(Promoter.GateOption)
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
            run, on, force, reason, back, gates,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string? name = parsed.GetValue(run);
            if (name is null != parsed.GetValue(back))
            {
                throw new UsageException("promote: expected a run, or --back, but not both.");
            }

            var wish = new PromotionWish(Environment.UserName)
            {
                Force = parsed.GetValue(force),
                Reason = parsed.GetValue(reason),
                On = parsed.GetValue(on),
                Metrics = ComparisonGate.Parse(parsed.GetRequiredValue(gates), Promoter.GateOption),
                Compared = comparison => ComparisonText.Write(comparison, console.Output),
            };
            LoadedConfig loaded = common.Load(parsed, console);
            OpenCvSetup.UseSingleThread();
            string live = loaded.Config.Model;
            var promoter = new Promoter(loaded.Training, console.Progress(), TimeProvider.System);
            if (name is null)
            {
                PromotionRecord back = promoter.GoBack(wish.Who, wish.Reason);
                string kept = back.Previous?[..12] ?? "no model";
                console.Output.WriteLine($"{live} is the model {back.Sha256[..12]} again; {kept} is kept in {promoter.PreviousPath}");
                return Task.FromResult(ExitCodes.Done);
            }

            StoredRun chosen = StoredRun.Find(name, loaded.Config.Runs);
            if (wish.Force)
            {
                console.Warn($"--force: {chosen.Report.Run} goes live without being compared with {live}");
            }

            PromotionRecord? record = Promote(promoter, chosen, wish, cancellationToken);
            string previous = record?.Previous is null ? "" : $"; `promote --back` goes back to {record.Previous[..12]}";
            console.Output.WriteLine(record is null
                ? $"{chosen.Report.Run} is the live model already"
                : $"{live} is now the model of {chosen.Report.Run} ({record.Sha256[..12]}){previous}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static PromotionRecord? Promote(
        Promoter promoter, StoredRun run, PromotionWish wish, CancellationToken cancellationToken)
    {
        try
        {
            return promoter.Promote(run, wish, cancellationToken);
        }
        catch (InputException e) when (!wish.Force)
        {
            throw new InputException($"{e.Message} The live model stays; --force publishes without comparing.", e);
        }
    }
}
