using MaskML.Fleet.Connecting;

namespace MaskML.Fleet.Models;

/// <summary>Takes the model that the fleet has for a worker, and the next one whenever it changes.</summary>
/// <param name="fleet">The connection.</param>
/// <param name="sha256">SHA-256 of the model that the worker has; null for none.</param>
/// <param name="use">Checks a zip and makes it the worker's model; throws <see cref="MaskMLException"/> where it cannot.</param>
/// <param name="warn">Receives messages for the log.</param>
public sealed class ModelTaker(FleetConnection fleet, string? sha256, Action<byte[]> use, Action<string> warn)
{
    private readonly FleetModels models = new(fleet);
    private string? last = sha256;
    private string? told;

    /// <summary>Why the worker does not have the fleet's model; null where it has.</summary>
    public string? Refused { get; private set; }

    /// <summary>Takes every model until it is stopped.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TakeAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await models.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once whether there is another model, and takes it.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        string? problem = Refused;
        try
        {
            FleetModel? wanted = await models.FindAsync(fleet.Options.WorkerName, cancellationToken).ConfigureAwait(false);
            if (wanted is not null && wanted.Sha256 != last)
            {
                byte[] zip = await models.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
                Refused = problem = Use(zip, wanted.Sha256);
                last = wanted.Sha256;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The servers do not answer.
            problem = $"{fleet.Options.Name}: no model at the moment: {e.Message}";
        }

        if (problem is not null && problem != told)
        {
            warn(problem);
        }

        told = problem;
    }

    private string? Use(byte[] zip, string sha256)
    {
        try
        {
            use(zip);
            return null;
        }
        catch (MaskMLException e)
        {
            return $"the fleet's model {sha256[..12]} is refused, and the old one stays in use: {e.Message}";
        }
    }
}
