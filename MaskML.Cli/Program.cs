using MaskML.Cli.Commands;
using MaskML.Cli.Terminal;

CommandConsole console = CommandConsole.OfProcess();
return await CommandLineHost.RunAsync(RootCommands.Create(console), args, console).ConfigureAwait(false);
