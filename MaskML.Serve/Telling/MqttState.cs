using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Telling;

/// <summary>Publishes the states of the cameras every second, as far as they have changed.</summary>
internal sealed partial class MqttState(MqttReceiver receiver, TimeProvider time, ILogger<MqttState> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await receiver.LeaveAsync(cancellationToken);
        }
        catch (Exception e)
        {
            // The broker says it by the last will.
            Failed(log, e.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await receiver.PublishStatesAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(log, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    [LoggerMessage(73, LogLevel.Debug, "The state of the cameras is not published: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
