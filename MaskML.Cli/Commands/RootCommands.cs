namespace MaskML.Cli.Commands;

/// <summary>The command line of the program.</summary>
internal static class RootCommands
{
    /// <summary>Creates the command line.</summary>
    public static RootCommand Create(CommandConsole console)
    {
        var root = new RootCommand("Retrains a face-mask classifier, finds faces in photos and videos, and tells whether they wear a mask.")
        {
            PredictCommand.Create(console), ServeCommand.Create(console), WorkCommand.Create(console), FleetCommand.Create(console),
            ReviewCommand.Create(console), ModelsCommand.Create(console), Training(console), RetrainCommand.Create(console),
        };
        AddTraining(root, console);
        return root;
    }

    // `dotnet run --project MaskML.Train` runs this command. Without a subcommand it trains.
    private static Command Training(CommandConsole console)
    {
        var training = new Command("training", "The training commands. Without a command it trains.");
        TrainCommand.Configure(training, console);
        AddTraining(training, console);
        return training;
    }

    private static void AddTraining(Command parent, CommandConsole console)
    {
        var train = new Command("train", "Retrains on the configured folders and writes a run folder with model.zip and a metrics report.");
        TrainCommand.Configure(train, console);
        parent.Add(train);
        parent.Add(EvaluateCommand.Create(console));
        parent.Add(AuditCommand.Create(console));
        parent.Add(CompareCommand.Create(console));
        parent.Add(PromoteCommand.Create(console));
        parent.Add(RunsCommand.Create(console));
        parent.Add(SynthCommand.Create(console));
    }
}
