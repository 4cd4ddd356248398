using MaskML.Fleet.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Telling;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Sharing;

/// <summary>Tells the fleet of the events of a worker.</summary>
internal sealed class FleetReceiver(CameraEvents fleet, TimeProvider time, ILogger<FleetReceiver> log) : IReceiver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly AttemptLog attempts = new("fleet", log);

    /// <inheritdoc/>
    public string Name => "fleet";

    /// <inheritdoc/>
    public IReadOnlyList<string>? Types => null;

    /// <inheritdoc/>
    public string? Problem => attempts.Problem;

    /// <inheritdoc/>
    public async Task TellAsync(StoredEvent one, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await fleet.PublishAsync(one.Camera, EventTypes.KindOf(one.Type), one.Id, one.Json, cancellationToken);
                attempts.Succeeded();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                attempts.Failed(e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
