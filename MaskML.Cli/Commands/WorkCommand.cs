using MaskML.Cli.Working;

namespace MaskML.Cli.Commands;

/// <summary><c>work</c>: a worker of a fleet.</summary>
internal static class WorkCommand
{
    /// <summary>Name of the option that names the fleet.</summary>
    public const string FleetOption = "--fleet";

    /// <summary>Creates the option that names the fleet.</summary>
    public static Option<string?> Fleet(string description) => CommandOptions.Text(FleetOption, "nats://HOST", description);

    /// <summary>Creates the option that names the credentials.</summary>
    public static Option<string?> Credentials() => CommandOptions.Text(
        "--fleet-creds", "F.creds", "Credentials of the NATS user; by default fleet.credentials of the configuration.");

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Option<string?> fleet = Fleet("NATS servers, separated by commas; by default fleet.url of the configuration.");
        Option<string?> credentials = Credentials();
        Option<string?> model = CommandOptions.Text(
            "--model", "F.zip", "The model; by default the live one, `model` in the configuration. A new file there is taken at once.");
        var common = new CommandOptions();
        var command = new ServiceCommand("work", "Judges photos and watches cameras for other machines, which hand them over through NATS.")
        {
            fleet, credentials, model,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (fleet, "fleet.url", parsed.GetValue(fleet)),
                (credentials, "fleet.credentials", parsed.GetValue(credentials)),
                (model, "model", parsed.GetValue(model)));
            await new WorkRun(loaded.Config, console).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
