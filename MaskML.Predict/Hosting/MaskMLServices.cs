using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Hosting;

/// <summary>Registers MaskML in the services of an application.</summary>
public static class MaskMLServices
{
    /// <summary>
    /// Adds an <see cref="IMaskDetector"/> and the <see cref="MaskModelPool"/> that it uses. A host loads the model and the face detector
    /// when it starts; the start fails if one of them cannot be used.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MaskMLOptions>, OptionsValidator<MaskMLOptions>>());
        services.TryAddSingleton(provider => new MaskModelPool(
            provider.GetRequiredService<IOptions<MaskMLOptions>>(),
            provider.GetRequiredService<LiveModelServices>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ILiveModels, MaskModelPool>(provider => provider.GetRequiredService<MaskModelPool>()));
        services.TryAddSingleton<IMaskDetector, MaskDetector>();
        return services;
    }
}
