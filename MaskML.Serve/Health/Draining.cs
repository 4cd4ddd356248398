using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Health;

/// <summary>
/// Delays shutdown: the service reports that it is not ready for <see cref="ServeOptions.DrainSeconds"/> before it stops listening, so
/// that a load balancer sends its requests elsewhere.
/// </summary>
internal sealed class Draining(ServeOptions options) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool draining;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(draining ? HealthCheckResult.Unhealthy("The service is about to stop.") : HealthCheckResult.Healthy());

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining = true;
        await Task.Delay(
            TimeSpan.FromSeconds(options.DrainSeconds), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
