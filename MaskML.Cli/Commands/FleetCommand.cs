using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Fleet.Photos;

namespace MaskML.Cli.Commands;

/// <summary><c>fleet</c>: what the workers do, and their model.</summary>
internal static class FleetCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        Option<string?> fleet = WorkCommand.Fleet("NATS servers, separated by commas; by default fleet.url of the configuration.");
        Option<string?> credentials = WorkCommand.Credentials();
        var common = new CommandOptions();
        var status = new Command(
            "status", "Shows the jobs that are not done, and what waits for workers. Creates the streams if there are none yet.")
        {
            fleet, credentials,
        };
        common.AddTo(status);
        status.SetAction(async (parsed, cancellationToken) =>
        {
            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (fleet, "fleet.url", parsed.GetValue(fleet)),
                (credentials, "fleet.credentials", parsed.GetValue(credentials)));
            await using FleetConnection connection = await FleetConnection
                .OpenAsync(loaded.Config.Fleet, "maskml fleet status", wait: false, cancellationToken).ConfigureAwait(false);
            Write(await FleetStatus.ReadAsync(connection, cancellationToken).ConfigureAwait(false), console.Output);
            if (await new PublishedCameras(connection).CountAsync(cancellationToken).ConfigureAwait(false) is { } cameras)
            {
                console.Output.WriteLine(FormattableString.Invariant($"cameras  {cameras.Watched:N0} watched, {cameras.Waiting:N0} wait"));
            }

            foreach (WorkerState worker in await WorkerState.AskAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                string model = worker.Model is { } sha256 ? sha256[..12] : "none";
                string refused = worker.Refused is { } reason ? "; " + reason : "";
                console.Output.WriteLine($"worker   {worker.Worker}: model {model}{refused}");
            }

            return ExitCodes.Done;
        });
        return new Command("fleet", "Several machines that share work through NATS.") { status, FleetModelCommand.Create(console) };
    }

    private static void Write(FleetStatus status, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"portions {status.Waiting:N0} wait, {status.InWork:N0} with workers, {status.Again:N0} tried again"));
        output.WriteLine(FormattableString.Invariant($"workers  {status.Asking:N0} ask for more"));
        foreach (FleetJob job in status.Jobs)
        {
            output.WriteLine(FormattableString.Invariant(
                $"job      {job.Name}: {job.Answered:N0} portions answered, {job.Waiting:N0} not"));
        }
    }
}
