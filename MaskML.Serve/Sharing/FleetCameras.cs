using System.Collections.Concurrent;
using MaskML.Fleet.Cameras;
using MaskML.Predict.Errors;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;

namespace MaskML.Serve.Sharing;

/// <summary>The cameras of this service, which workers of the fleet watch.</summary>
internal sealed class FleetCameras(TimeProvider time) : ICameraFactory
{
    private readonly ConcurrentDictionary<string, FleetCamera> wanted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FleetCamera> settled = new(StringComparer.Ordinal);
    private readonly ChangeSignal changed = new();

    /// <summary>Asks the worker of a camera for a picture; null as long as there is no connection.</summary>
    public Func<string, CancellationToken, Task<byte[]?>>? Show { get; set; }

    /// <summary>Completed by the next change.</summary>
    public Task Changed => changed.Next;

    /// <inheritdoc/>
    public void Begin()
    {
        // Workers end what they began.
    }

    /// <inheritdoc/>
    public void Check(IReadOnlyList<CameraOptions> cameras)
    {
        CameraOptions.Check(cameras);
        if (cameras.FirstOrDefault(camera => camera.HasPassword) is { } open)
        {
            throw new UsageException(
                $"The address of the camera {open.Name}: found a password, which everybody in the fleet could read, expected the name of "
                + "a variable that the workers have, such as rtsp://user:${MASKML_CAMERA_DOOR}@10.0.0.5/live.");
        }
    }

    /// <inheritdoc/>
    public ICamera Watch(CameraOptions camera, bool configured)
    {
        var shared = new FleetCamera(camera, configured, time, ShowAsync, Remove);
        wanted[camera.Name] = shared;
        changed.Raise();
        return shared;
    }

    /// <summary>Takes what the worker of a camera says.</summary>
    public void Hear(string camera, byte[] state)
    {
        if (wanted.TryGetValue(camera, out FleetCamera? one))
        {
            one.Hear(state);
        }
    }

    /// <summary>
    /// Makes the queue what this service wants: adds cameras that are missing, replaces those that differ, and removes those that it
    /// published and no longer has.
    /// </summary>
    /// <returns>Whether nothing is left to do.</returns>
    public async Task<bool> PublishAsync(PublishedCameras published, FleetRecords records, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, bool> found = await published.ListAsync(cancellationToken);
        foreach (string gone in records.Published().Where(name => !wanted.ContainsKey(name)))
        {
            await published.DeleteAsync(gone, cancellationToken);
            records.Remove(gone);
        }

        bool done = true;
        foreach ((string name, FleetCamera camera) in wanted)
        {
            if (settled.GetValueOrDefault(name) != camera || !found.ContainsKey(name))
            {
                records.Add(name);
                bool isThere = await published.PutAsync(name, camera.Message, cancellationToken);
                settled[name] = camera;
                done &= isThere;
                if (!isThere)
                {
                    settled.TryRemove(name, out _);
                }
            }

            camera.HasEnded = settled.ContainsKey(name) && found.GetValueOrDefault(name);
        }

        return done;
    }

    private Task<byte[]?> ShowAsync(string camera, CancellationToken cancellationToken) =>
        Show?.Invoke(camera, cancellationToken) ?? Task.FromResult<byte[]?>(null);

    private void Remove(FleetCamera camera)
    {
        wanted.TryRemove(KeyValuePair.Create(camera.Options.Name, camera));
        changed.Raise();
    }
}
