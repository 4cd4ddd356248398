using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MaskML.Predict.Reloading;

/// <summary>Adds to a program's services what live models need.</summary>
public static class LiveModelRegistration
{
    /// <summary>
    /// Adds a health check over all models: degraded while a file cannot be used and the model before it answers, unhealthy without a model.
    /// </summary>
    /// <param name="checks">The program's health checks.</param>
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
