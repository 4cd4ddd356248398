using System.Text.Json;
using MaskML.Fleet.Cameras;
using MaskML.Predict.Errors;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Telling;

namespace MaskML.Serve.Sharing;

/// <summary>Watches cameras that a worker is given, and has everything told that they reported.</summary>
internal sealed class CameraWork(CameraServices services, CameraEvents events, Teller teller)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Begins to watch a camera.</summary>
    /// <exception cref="MaskMLException">It cannot be watched.</exception>
    public async Task<ICameraWatch> WatchAsync(CameraTask task)
    {
        CameraOptions camera;
        try
        {
            camera = JsonSerializer.Deserialize<CameraOptions>(task.Message)! with { Name = task.Name };
        }
        catch (JsonException e)
        {
            throw new InputException($"its message cannot be read: {e.Message}", e);
        }

        CameraOptions.Check([camera]);
        (ulong lost, _) = await LastAsync(camera.Name, EventTypes.CameraLost);
        (ulong back, _) = await LastAsync(camera.Name, EventTypes.CameraBack);
        (_, DateTimeOffset violation) = await LastAsync(camera.Name, EventTypes.ViolationStarted);
        var past = new CameraPast(lost > back, violation) { Turn = task.Turn, Published = task.Published };
        return new WorkerCamera(new Camera(camera, configured: true, services with { TellsCounts = true }, past));
    }

    /// <summary>Waits until all is told, but not for long: the rest is told by the next worker that has this store.</summary>
    public async Task TellAllAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        while (!late.IsCancellationRequested && teller.Answer().Any(receiver => receiver.Waiting > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    // Another worker may have reported it.
    private async Task<(ulong Number, DateTimeOffset Time)> LastAsync(string camera, string type)
    {
        using var late = new CancellationTokenSource(Patience);
        (ulong Number, string Json)? last = await events.LastAsync(camera, EventTypes.KindOf(type), late.Token);
        return last is { } found && CameraEvent.Parse(camera, found.Json) is { } one ? (found.Number, one.Time) : default;
    }
}
