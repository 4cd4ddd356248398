using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MaskML.Predict.Reloading;

/// <summary>The health of all live models in one.</summary>
internal sealed class LiveModelHealthCheck(IEnumerable<ILiveModels> holders) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var trouble = new List<string>();
        var worst = HealthStatus.Healthy;
        foreach (ILiveModel model in holders.SelectMany(holder => holder.All))
        {
            ModelHealth health = model.Health;
            data[$"model '{model.Name}'"] = model.Current?.Sha256 ?? "none";
            if (health.State == ModelState.Healthy)
            {
                continue;
            }

            // The enumeration's smallest value is the worst.
            HealthStatus own = health.State == ModelState.Degraded ? HealthStatus.Degraded : HealthStatus.Unhealthy;
            worst = own < worst ? own : worst;
            trouble.Add(health.LastFailure?.Reason ?? $"model '{model.Name}' is not loaded");
        }

        return Task.FromResult(new HealthCheckResult(worst, trouble.Count == 0 ? null : string.Join("; ", trouble), null, data));
    }
}
