using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Hosting;

/// <summary>Adds MaskML to a program's services.</summary>
public static class MaskMLServices
{
    /// <summary>
    /// Adds an <see cref="IMaskDetector"/>, and the <see cref="MaskModelPool"/> behind it. A host loads model and face detector when it
    /// starts, and does not start without them.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Says which model and how; null for the defaults.</param>
    public static IServiceCollection AddMaskML(this IServiceCollection services, Action<MaskMLOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<MaskMLOptions> options = services.AddOptions<MaskMLOptions>()
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddLiveModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MaskMLOptions>, OptionsRules<MaskMLOptions>>());
        services.TryAddSingleton(provider => new MaskModelPool(
            provider.GetRequiredService<IOptions<MaskMLOptions>>(),
            provider.GetRequiredService<LiveModelServices>(),
            provider.GetRequiredService<ILogger<MaskModelPool>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILiveModels, MaskModelPool>(provider => provider.GetRequiredService<MaskModelPool>()));
        services.TryAddSingleton<IMaskDetector, MaskDetector>();
        return services;
    }
}
