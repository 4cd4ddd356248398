using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Predict.Hosting;
using MaskML.Predict.Models;
using MaskML.Predict.Reloading;
using NATS.Client.Core;

namespace MaskML.Cli.Commands;

/// <summary><c>fleet model</c>: the model that the workers take.</summary>
internal static class FleetModelCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string?>("MODEL.zip")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The model zip.",
        };
        Option<string?> worker = CommandOptions.Text(
            "--worker", "NAME", "Only this worker takes it, as `fleet status` calls it, until there is a later one for all.");
        var remove = new Option<bool>("--remove") { Description = "The worker takes the model of all workers again." };
        Option<string?> fleet = WorkCommand.Fleet("NATS servers, separated by commas; by default fleet.url of the configuration.");
        Option<string?> credentials = WorkCommand.Credentials();
        var common = new CommandOptions();
        var command = new Command("model", "Gives a model to workers that run with fleet.models: to all of them, or to one first.")
        {
            file, worker, remove, fleet, credentials,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (string? path, string? name) = (parsed.GetValue(file), parsed.GetValue(worker));
            if (parsed.GetValue(remove) ? path is not null || name is null : path is null)
            {
                throw new UsageException("fleet model: expected MODEL.zip, or --worker NAME --remove, but not both.");
            }

            LoadedConfig loaded = common.Load(
                parsed,
                console,
                (fleet, "fleet.url", parsed.GetValue(fleet)),
                (credentials, "fleet.credentials", parsed.GetValue(credentials)));
            byte[]? zip = path is null ? null : Read(path);
            await using FleetConnection connection = await FleetConnection
                .OpenAsync(loaded.Config.Fleet, "maskml fleet model", wait: false, cancellationToken).ConfigureAwait(false);
            try
            {
                string done = await ChangeAsync(new FleetModels(connection), name, zip, cancellationToken).ConfigureAwait(false);
                console.Output.WriteLine(done);
            }
            catch (NatsException e)
            {
                throw new UsageException($"{loaded.Config.Fleet.Name}: the model cannot be changed: {e.Message}", e);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static byte[] Read(string path)
    {
        OpenCvSetup.UseSingleThread();
        byte[] zip = ModelArchive.Read(path).Bytes.ToArray();
        MaskModelPool.Load(new ModelSnapshot(zip, path), 1).Value.Dispose();
        return zip;
    }

    private static async Task<string> ChangeAsync(FleetModels models, string? worker, byte[]? zip, CancellationToken cancellationToken)
    {
        string who = worker is null ? "all workers" : $"the worker {worker}";
        if (zip is not null)
        {
            await models.PutAsync(worker, zip, cancellationToken).ConfigureAwait(false);
            return $"{ModelArchive.Hash(zip)[..12]} is the model of {who}";
        }

        return await models.RemoveAsync(worker!, cancellationToken).ConfigureAwait(false)
            ? $"{who} takes the model of all workers again"
            : $"{who} had no model of its own";
    }
}
