using MaskML.Cli.Commands;

CommandConsole console = CommandConsole.OfProcess();
return await CommandLineHost.RunAsync(RootCommands.Create(console), args, console).ConfigureAwait(false);
