using System.Text.Json;
using MaskML.Fleet.Cameras;
using MaskML.Serve.Cameras;

namespace MaskML.Serve.Sharing;

/// <summary>A camera of the fleet that this worker watches.</summary>
internal sealed class WorkerCamera(Camera camera) : ICameraWatch
{
    /// <inheritdoc/>
    public string Name => camera.Options.Name;

    /// <inheritdoc/>
    public Task Ended => camera.Ended;

    /// <inheritdoc/>
    public CameraLoad Load
    {
        get
        {
            (long judged, long skipped, TimeSpan latency) = camera.Load;
            return new CameraLoad(judged, skipped, latency);
        }
    }

    /// <inheritdoc/>
    public byte[] State() => JsonSerializer.SerializeToUtf8Bytes(camera.Answer(), ServeJson.Default.CameraAnswer);

    /// <inheritdoc/>
    public byte[]? Picture() => camera.Picture();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => camera.DisposeAsync();
}
