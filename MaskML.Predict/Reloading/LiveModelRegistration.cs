using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MaskML.Predict.Reloading;

/// <summary>Registers live models and their health check.</summary>
public static class LiveModelRegistration
{
    /// <summary>
    /// Adds a health check of all models: degraded while a new model cannot be used and the previous one stays in use, unhealthy
    /// without a model.
    /// </summary>
    /// <param name="checks">The health checks of the application.</param>
    /// <param name="name">Name of the check.</param>
    public static IHealthChecksBuilder AddModels(this IHealthChecksBuilder checks, string name = "models")
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.Add(new HealthCheckRegistration(
            name, provider => new LiveModelHealthCheck(provider.GetServices<ILiveModels>()), HealthStatus.Unhealthy, tags: ["ready"]));
    }

    internal static void AddLiveModels(this IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.AddHttpClient(LiveModelServices.HttpClientName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ModelMetrics>();
        services.TryAddSingleton<LiveModelServices>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LiveModelStarter>());
    }
}
