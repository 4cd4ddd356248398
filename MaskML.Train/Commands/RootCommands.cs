using System.CommandLine;
using MaskML.Predict.Commands;

namespace MaskML.Train.Commands;

/// <summary>The command line of MaskML.Train.</summary>
internal static class RootCommands
{
    /// <summary>Builds the command line; without a command it trains.</summary>
    /// <param name="console">Where results and messages go, and the environment.</param>
    public static RootCommand Create(CommandConsole console)
    {
        var root = new RootCommand("Retrains a face-mask classifier on a folder of images. Without a command it trains.");
        TrainCommand.Configure(root, console);
        var train = new Command("train", "Retrains on the configured folders and writes a run folder with model.zip and a metrics report.");
        TrainCommand.Configure(train, console);
        root.Add(train);
        root.Add(EvaluateCommand.Create(console));
        root.Add(AuditCommand.Create(console));
        root.Add(CompareCommand.Create(console));
        root.Add(PromoteCommand.Create(console));
        root.Add(RunsCommand.Create(console));
        root.Add(SynthCommand.Create(console));
        return root;
    }
}
