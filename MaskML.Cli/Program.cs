using MaskML.Cli.Commands;

PredictCommand.LoadAhead(args);
CommandConsole console = CommandConsole.OfProcess();
ProcessEnd.Now(await CommandLineHost.RunAsync(RootCommands.Create(console), args, console).ConfigureAwait(false));
