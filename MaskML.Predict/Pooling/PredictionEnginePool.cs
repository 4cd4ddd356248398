using System.Collections.Concurrent;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>
/// A pool of prediction engines over models that can be replaced while they are in use. It has the same members as the class of this
/// name in Microsoft.Extensions.ML. The number of rented engines is limited; further callers wait.
/// </summary>
/// <typeparam name="TData">Input type of the models.</typeparam>
/// <typeparam name="TPrediction">Output type of the models.</typeparam>
public sealed class PredictionEnginePool<TData, TPrediction> : ILiveModels, IAsyncDisposable, IDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly ConcurrentDictionary<string, NamedPool<TData, TPrediction>> pools = new(StringComparer.Ordinal);
    private readonly IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> options;
    private readonly LiveModelServices services;
    private readonly MLOptions ml;

    /// <summary>
    /// Creates a pool of the models that were added to the services with
    /// <see cref="PredictionEnginePoolServices.AddPredictionEnginePool{TData, TPrediction}(IServiceCollection)"/>, which registers one.
    /// </summary>
    /// <param name="serviceProvider">The services.</param>
    /// <param name="mlContextOptions">Options of ML.NET.</param>
    /// <param name="predictionEngineOptions">Options of the models, by their names.</param>
    public PredictionEnginePool(
        IServiceProvider serviceProvider,
        IOptions<MLOptions> mlContextOptions,
        IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> predictionEngineOptions)
    {
        ArgumentNullException.ThrowIfNull(mlContextOptions);
        (options, ml) = (predictionEngineOptions, mlContextOptions.Value);
        services = serviceProvider.GetRequiredService<LiveModelServices>();

        // As with options, the last registration of a name applies.
        foreach (PoolModel<TData, TPrediction> model in serviceProvider.GetServices<PoolModel<TData, TPrediction>>().Reverse())
        {
            if (!pools.ContainsKey(model.Name))
            {
                PredictionEnginePoolOptions<TData, TPrediction> own = options.Create(model.Name);
                IModelSource source = own.ModelLoader is { } loader ? new LoaderModelSource(loader) : model.Open(own.Reload, services);
                pools[model.Name] = new NamedPool<TData, TPrediction>(model.Name, source, own, ml.Own, services);
            }
        }

        _ = TryFind("");
    }

    /// <summary>Describes the default model that is in use; null before the first one is loaded.</summary>
    public LiveModelInfo? Current => GetLiveModel().Current;

    IEnumerable<ILiveModel> ILiveModels.All => pools.Values.Select(pool => pool.Live);

    /// <summary>Version, health and events of a model.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    public ILiveModel GetLiveModel(string modelName = "") => Find(modelName).Live;

    /// <summary>The ML.NET transformer of the default model; see <see cref="GetModel(string)"/>.</summary>
    public ITransformer GetModel() => GetModel("");

    /// <summary>The ML.NET transformer of a model. It is disposed when the model is replaced and all its engines are returned.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    public ITransformer GetModel(string modelName) => Find(modelName).Model;

    /// <summary>Rents an engine of the default model; see <see cref="GetPredictionEngine(string)"/>.</summary>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine() => GetPredictionEngine("");

    /// <summary>
    /// Rents an engine. It is not thread-safe. Do not dispose it; return it with
    /// <see cref="ReturnPredictionEngine(string, PredictionEngine{TData, TPrediction})"/>.
    /// </summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <exception cref="TimeoutException">
    /// No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.
    /// </exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine(string modelName) => Find(modelName).Take();

    /// <summary>Returns an engine of the default model.</summary>
    /// <param name="engine">The engine.</param>
    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine) => ReturnPredictionEngine("", engine);

    /// <summary>Returns an engine.</summary>
    /// <param name="modelName">Name of its model; empty for the default one.</param>
    /// <param name="engine">The engine.</param>
    /// <exception cref="ArgumentException">The engine was not rented from this model, or was returned already.</exception>
    public void ReturnPredictionEngine(string modelName, PredictionEngine<TData, TPrediction> engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Find(modelName).Return(engine);
    }

    /// <summary>Rents an engine of the default model; see <see cref="RentAsync(string, CancellationToken)"/>.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<EngineLease<TData, TPrediction>> RentAsync(CancellationToken cancellationToken = default) =>
        RentAsync("", cancellationToken);

    /// <summary>Rents an engine without blocking a thread.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">
    /// No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.
    /// </exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    public Task<EngineLease<TData, TPrediction>> RentAsync(string modelName, CancellationToken cancellationToken = default) =>
        Find(modelName).RentAsync(cancellationToken);

    /// <summary>Loads all models that are not loaded yet. A host does this when it starts; otherwise the first use does.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputException">A model cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        foreach (NamedPool<TData, TPrediction> pool in pools.Values)
        {
            await pool.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NamedPool<TData, TPrediction> pool in pools.Values)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Finds a model by its name.</summary>
    internal NamedPool<TData, TPrediction> Find(string? modelName) => TryFind(modelName ?? "") ?? throw new ArgumentException(
        $"The pool has no model '{modelName}'. "
        + $"It has: {string.Join(", ", pools.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}. "
        + "Add it with FromFile or FromUri.",
        nameof(modelName));

    // The options of a model that was not added may still name a loader.
    private NamedPool<TData, TPrediction>? TryFind(string name) =>
        pools.TryGetValue(name, out NamedPool<TData, TPrediction>? pool) ? pool
        : options.Create(name) is { ModelLoader: { } loader } own
            ? pools.GetOrAdd(name, new NamedPool<TData, TPrediction>(name, new LoaderModelSource(loader), own, ml.Own, services))
        : null;
}
