using MaskML.Fleet.Connecting;
using NATS.Client.JetStream;
using NATS.Client.ObjectStore;
using NATS.Client.ObjectStore.Models;

namespace MaskML.Fleet.Models;

/// <summary>A model that workers take.</summary>
/// <param name="Name">Its name in the object store.</param>
/// <param name="Sha256">SHA-256 of the zip.</param>
/// <param name="Since">When it was put there.</param>
public sealed record FleetModel(string Name, string Sha256, DateTimeOffset Since);

/// <summary>
/// The models of a fleet in NATS's object store: one for all workers, and one for each worker that is to have it first. Of these two, a
/// worker takes the one that was put there later.
/// </summary>
/// <param name="fleet">The connection.</param>
public sealed class FleetModels(FleetConnection fleet)
{
    private const string Bucket = "maskml-models";
    private const string ForAll = "live";

    private INatsObjStore? store;

    /// <summary>Finds the model that a worker takes.</summary>
    /// <param name="worker">Name of the worker; null for the model that is for all of them.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The model; null if there is none.</returns>
    public async Task<FleetModel?> FindAsync(string? worker, CancellationToken cancellationToken)
    {
        if (!await OpenAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        FleetModel? all = await InfoAsync(NameFor(null), cancellationToken).ConfigureAwait(false);
        FleetModel? own = worker is null ? null : await InfoAsync(NameFor(worker), cancellationToken).ConfigureAwait(false);
        return own is null || all?.Since > own.Since ? all : own;
    }

    /// <summary>Waits until it is time to look again.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(fleet.Options.ModelPeriod, cancellationToken);

    /// <summary>Reads the zip of a model.</summary>
    public Task<byte[]> ReadAsync(FleetModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return StoredObject.ReadAsync(store!, model.Name, cancellationToken);
    }

    /// <summary>Puts a model there; creates the store if there is none.</summary>
    /// <param name="worker">Name of the worker that is to have it first; null for all workers.</param>
    /// <param name="zip">The model.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task PutAsync(string? worker, byte[] zip, CancellationToken cancellationToken)
    {
        if (!await OpenAsync(cancellationToken).ConfigureAwait(false))
        {
            store = await FleetStreams.ReplicatedAsync(replicas => new NatsObjContext(fleet.Js).CreateObjectStoreAsync(
                new NatsObjConfig(Bucket) { NumberOfReplicas = replicas }, cancellationToken)).ConfigureAwait(false);
        }

        await store!.PutAsync(NameFor(worker), zip, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the model of one worker, which takes the one for all of them then.</summary>
    /// <returns>False if there was none.</returns>
    public async Task<bool> RemoveAsync(string worker, CancellationToken cancellationToken)
    {
        if (!await OpenAsync(cancellationToken).ConfigureAwait(false)
            || await InfoAsync(NameFor(worker), cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        await store!.DeleteAsync(NameFor(worker), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static string NameFor(string? worker) => worker is null ? ForAll : $"{ForAll}.{worker}";

    private async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            store ??= await new NatsObjContext(fleet.Js).GetObjectStoreAsync(Bucket, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NatsJSApiException e) when (e.Error.Code == FleetStreams.NotFound)
        {
            return false;
        }
    }

    private async Task<FleetModel?> InfoAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            ObjectMetadata found = await store!.GetInfoAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new FleetModel(name, StoredObject.Sha256(found), found.MTime);
        }
        catch (NatsObjNotFoundException)
        {
            return null;
        }
    }
}
