using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Cameras;

/// <summary>The cameras of a fleet as those see it who publish them: each is a message that workers take.</summary>
/// <param name="fleet">The connection.</param>
public sealed class PublishedCameras(FleetConnection fleet)
{
    /// <summary>Creates the streams where they are missing.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NatsException">The servers do not answer.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await CameraStreams.CamerasAsync(fleet.Js, fleet.Options.CameraWait, cancellationToken).ConfigureAwait(false);
        await CameraStreams.EventsAsync(fleet.Js, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The cameras that are watched, must be watched, or have ended, which is their value.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NatsException">The servers do not answer.</exception>
    public async Task<IReadOnlyDictionary<string, bool>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new StreamInfoRequest { SubjectsFilter = "maskml.cameras.>" };
        INatsJSStream stream = await fleet.Js.GetStreamAsync(CameraStreams.Cameras, all, cancellationToken).ConfigureAwait(false);
        var cameras = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string subject in stream.Info.State.Subjects?.Keys ?? [])
        {
            string name = CameraStreams.NameOf(subject, 3);
            cameras[name] = subject == CameraStreams.EndedSubject(name) && cameras.GetValueOrDefault(name, true);
        }

        return cameras;
    }

    /// <summary>Makes a camera one that is watched as this message says, unless it is a recording that has ended.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="message">The camera.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False if a message that says something else was removed: its worker needs a moment to stop before the next call.</returns>
    /// <exception cref="NatsException">The servers do not answer.</exception>
    public async Task<bool> PutAsync(string camera, byte[] message, CancellationToken cancellationToken)
    {
        byte[]? found = await LastAsync(CameraStreams.WatchSubject(camera), cancellationToken).ConfigureAwait(false)
            ?? await LastAsync(CameraStreams.EndedSubject(camera), cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            await fleet.PublishAsync(CameraStreams.WatchSubject(camera), message, cancellationToken).ConfigureAwait(false);
        }
        else if (!found.AsSpan().SequenceEqual(message))
        {
            await DeleteAsync(camera, cancellationToken).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    /// <summary>Removes a camera. Its worker stops within a few seconds.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NatsException">The servers do not answer.</exception>
    public async Task DeleteAsync(string camera, CancellationToken cancellationToken)
    {
        foreach (string subject in (string[])[CameraStreams.WatchSubject(camera), CameraStreams.EndedSubject(camera)])
        {
            await fleet.Js.PurgeStreamAsync(CameraStreams.Cameras, new StreamPurgeRequest { Filter = subject }, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>How many cameras are watched, and how many wait for a worker with room; null if there are none.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="UsageException">The servers do not answer.</exception>
    public async Task<(long Watched, long Waiting)?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            INatsJSConsumer workers = await fleet.Js.GetConsumerAsync(CameraStreams.Cameras, CameraStreams.Workers, cancellationToken)
                .ConfigureAwait(false);
            return (workers.Info.NumAckPending, (long)workers.Info.NumPending);
        }
        catch (NatsJSApiException e) when (e.Error.Code == FleetStreams.NotFound)
        {
            return null;
        }
        catch (NatsException e)
        {
            throw new UsageException($"{fleet.Options.Name}: {e.Message}", e);
        }
    }

    private async Task<byte[]?> LastAsync(string subject, CancellationToken cancellationToken)
    {
        try
        {
            var request = new StreamMsgGetRequest { LastBySubj = subject };
            return (await CameraStreams.GetAsync(fleet.Js, request, cancellationToken).ConfigureAwait(false)).Message.Data.ToArray();
        }
        catch (NatsJSApiException e) when (e.Error.Code == FleetStreams.NotFound)
        {
            return null;
        }
    }
}
