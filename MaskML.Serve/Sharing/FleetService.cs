using System.Diagnostics;
using MaskML.Fleet;
using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Sharing;

/// <summary>Publishes the cameras, and takes into the store what the workers report of all cameras of the fleet.</summary>
internal sealed partial class FleetService(
    FleetOptions options,
    FleetCameras cameras,
    FleetRecords records,
    EventStore store,
    CountStore counts,
    TimeProvider time,
    ILogger<FleetService> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Changing = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "maskml serve", wait: true, cancellationToken);
            var events = new CameraEvents(fleet);
            cameras.Show = events.PictureAsync;
            await new PublishedCameras(fleet).CreateAsync(cancellationToken);
            await Task.WhenAll(
                RepeatAsync(() => events.ListenAsync(cameras.Hear, cancellationToken), cancellationToken),
                RepeatAsync(() => PublishAsync(new PublishedCameras(fleet), cancellationToken), cancellationToken),
                RepeatAsync(() => events.ReadAsync(records.ReaderName(), Take, cancellationToken), cancellationToken));
        },
        cancellationToken);

    private Task RepeatAsync(Func<Task> work, CancellationToken cancellationToken) => FleetLoop.RepeatAsync(
        _ => work(), reason => Failed(log, options.Name, reason), time, cancellationToken);

    private async Task PublishAsync(PublishedCameras published, CancellationToken cancellationToken)
    {
        await published.CreateAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed = cameras.Changed;
            bool done = await cameras.PublishAsync(published, records, cancellationToken);
            await Task.WhenAny(done ? changed : Task.Delay(Pause, time, cancellationToken), Task.Delay(Period, time, cancellationToken));

            // A camera that is changed is removed and added.
            await Task.Delay(Changing, time, cancellationToken);
        }
    }

    private void Take(string camera, string json)
    {
        CameraEvent? one = CameraEvent.Parse(camera, json);
        using Activity? trace = one is null ? null : EventTraces.Continue("store", ActivityKind.Consumer, camera, json);
        if (one is null or { Type: EventTypes.Counted })
        {
            if (one is null || !counts.Take(one))
            {
                Refused(log, camera);
            }

            return;
        }

        // A worker that was killed and never comes back does not end its violations; the camera's next session does.
        store.EndOpen(camera, one.Session);
        store.Write(camera, [one], [], one.Time);
    }

    [LoggerMessage(75, LogLevel.Warning, "{Fleet} does not answer and is asked again: {Reason}")]
    private static partial void Failed(ILogger logger, string fleet, string reason);

    [LoggerMessage(76, LogLevel.Warning, "A message of the camera {Camera} is no event of it, and is dropped")]
    private static partial void Refused(ILogger logger, string camera);
}
