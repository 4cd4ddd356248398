using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Pooling;

/// <summary>Adds pools to a program's services.</summary>
public static class PredictionEnginePoolServices
{
    /// <summary>
    /// Adds a <see cref="PredictionEnginePool{TData,TPrediction}"/>. The builder names its models; a host loads them when it starts,
    /// and does not start without them.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <typeparam name="TData">What the models take.</typeparam>
    /// <typeparam name="TPrediction">What they give.</typeparam>
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(this IServiceCollection services)
        where TData : class
        where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(PredictionEnginePool<TData, TPrediction>)))
        {
            services.AddLiveModels();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<
                IValidateOptions<PredictionEnginePoolOptions<TData, TPrediction>>, OptionsRules<PredictionEnginePoolOptions<TData, TPrediction>>>());
            services.AddSingleton(provider => new PredictionEnginePool<TData, TPrediction>(
                provider.GetServices<PoolModel<TData, TPrediction>>(),
                provider.GetRequiredService<IOptionsMonitor<PredictionEnginePoolOptions<TData, TPrediction>>>(),
                provider.GetRequiredService<LiveModelServices>()));
            services.AddSingleton<ILiveModels>(provider => provider.GetRequiredService<PredictionEnginePool<TData, TPrediction>>());
        }

        return new PredictionEnginePoolBuilder<TData, TPrediction>(services);
    }
}
