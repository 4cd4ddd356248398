using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Pooling;

/// <summary>Registers pools of prediction engines.</summary>
public static class PredictionEnginePoolServices
{
    /// <summary>
    /// Adds a <see cref="PredictionEnginePool{TData,TPrediction}"/>. Use the builder to add models. A host loads them when it starts; the
    /// start fails if a model cannot be used.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <typeparam name="TData">Input type of the models.</typeparam>
    /// <typeparam name="TPrediction">Output type of the models.</typeparam>
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(
        this IServiceCollection services)
        where TData : class
        where TPrediction : class, new() =>
        services.AddPredictionEnginePool(
            provider => ActivatorUtilities.CreateInstance<PredictionEnginePool<TData, TPrediction>>(provider));

    /// <summary>
    /// Adds a pool that a factory creates; see <see cref="AddPredictionEnginePool{TData, TPrediction}(IServiceCollection)"/>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="implementationFactory">Creates the pool.</param>
    /// <typeparam name="TData">Input type of the models.</typeparam>
    /// <typeparam name="TPrediction">Output type of the models.</typeparam>
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(
        this IServiceCollection services, Func<IServiceProvider, PredictionEnginePool<TData, TPrediction>> implementationFactory)
        where TData : class
        where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(PredictionEnginePool<TData, TPrediction>)))
        {
            services.AddLiveModels();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<
                IValidateOptions<PredictionEnginePoolOptions<TData, TPrediction>>,
                OptionsValidator<PredictionEnginePoolOptions<TData, TPrediction>>>());
            services.AddSingleton(implementationFactory);
            services.AddSingleton<ILiveModels>(provider => provider.GetRequiredService<PredictionEnginePool<TData, TPrediction>>());
        }

        return new PredictionEnginePoolBuilder<TData, TPrediction>(services);
    }
}
