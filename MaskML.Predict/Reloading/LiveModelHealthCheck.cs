using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MaskML.Predict.Reloading;

/// <summary>Reports the worst health of all live models.</summary>
internal sealed class LiveModelHealthCheck(IEnumerable<ILiveModels> owners) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var problems = new List<string>();
        var worst = HealthStatus.Healthy;
        foreach (ILiveModel model in owners.SelectMany(owner => owner.All))
        {
            ModelHealth health = model.Health;
            data[$"model '{model.Name}'"] = model.Current?.Sha256 ?? "none";
            if (health.State == ModelState.Healthy)
            {
                continue;
            }

            // HealthStatus is ordered from the worst to the best.
            HealthStatus own = health.State == ModelState.Degraded ? HealthStatus.Degraded : HealthStatus.Unhealthy;
            worst = own < worst ? own : worst;
            problems.Add(health.LastFailure?.Reason ?? $"model '{model.Name}' is not loaded");
        }

        return Task.FromResult(new HealthCheckResult(worst, problems.Count == 0 ? null : string.Join("; ", problems), null, data));
    }
}
