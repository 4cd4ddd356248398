using System.Collections.Frozen;
using MaskML.Predict.Errors;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>
/// Lends engines over models that are replaced while they are in use. Has the shape of the class of the same name in
/// Microsoft.Extensions.ML. The number of engines is bounded: who finds none waits.
/// </summary>
/// <typeparam name="TData">What the models take.</typeparam>
/// <typeparam name="TPrediction">What they give.</typeparam>
public sealed class PredictionEnginePool<TData, TPrediction> : ILiveModels, IAsyncDisposable, IDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly FrozenDictionary<string, NamedPool<TData, TPrediction>> pools;

    internal PredictionEnginePool(
        IEnumerable<PoolModel<TData, TPrediction>> models,
        IOptionsMonitor<PredictionEnginePoolOptions<TData, TPrediction>> options,
        LiveModelServices services)
    {
        // As with options, the last word on a name counts.
        pools = models.GroupBy(model => model.Name, StringComparer.Ordinal).ToFrozenDictionary(
            named => named.Key,
            named =>
            {
                PredictionEnginePoolOptions<TData, TPrediction> own = options.Get(named.Key);
                return new NamedPool<TData, TPrediction>(named.Key, named.Last().Open(own.Reload, services), own, services);
            },
            StringComparer.Ordinal);
    }

    /// <summary>Which default model answers now; null before the first one is loaded.</summary>
    public LiveModelInfo? Current => GetLiveModel().Current;

    IEnumerable<ILiveModel> ILiveModels.All => pools.Values.Select(pool => pool.Live);

    /// <summary>Version, health and events of a model.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    public ILiveModel GetLiveModel(string modelName = "") => Find(modelName).Live;

    /// <summary>The default model as ML.NET's own; it is freed when it has been replaced and its engines are back.</summary>
    public ITransformer GetModel() => GetModel("");

    /// <summary>A model as ML.NET's own; it is freed when it has been replaced and its engines are back.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    public ITransformer GetModel(string modelName) => Find(modelName).Model;

    /// <summary>Takes an engine of the default model; see <see cref="GetPredictionEngine(string)"/>.</summary>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine() => GetPredictionEngine("");

    /// <summary>Takes an engine, for one thread at a time. Never dispose it: give it back.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <exception cref="TimeoutException">No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine(string modelName) => Find(modelName).Take();

    /// <summary>Gives an engine of the default model back.</summary>
    /// <param name="engine">The engine.</param>
    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine) => ReturnPredictionEngine("", engine);

    /// <summary>Gives an engine back.</summary>
    /// <param name="modelName">Name of its model; empty for the default one.</param>
    /// <param name="engine">The engine.</param>
    /// <exception cref="ArgumentException">It was not rented there, or was returned already.</exception>
    public void ReturnPredictionEngine(string modelName, PredictionEngine<TData, TPrediction> engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Find(modelName).Return(engine);
    }

    /// <summary>Rents an engine of the default model; see <see cref="RentAsync(string, CancellationToken)"/>.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public Task<EngineLease<TData, TPrediction>> RentAsync(CancellationToken cancel = default) => RentAsync("", cancel);

    /// <summary>Rents an engine without blocking a thread while it waits, and says which model it is of.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TimeoutException">No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    public Task<EngineLease<TData, TPrediction>> RentAsync(string modelName, CancellationToken cancel = default) => Find(modelName).RentAsync(cancel);

    /// <summary>Predicts with an engine of the default model.</summary>
    /// <param name="example">What to predict for.</param>
    public TPrediction Predict(TData example) => Predict("", example);

    /// <summary>Predicts with an engine of a model.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="example">What to predict for.</param>
    /// <exception cref="TimeoutException">No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    public TPrediction Predict(string modelName, TData example) => Find(modelName).Predict(example);

    /// <summary>Loads all models that are not loaded yet. A host does so when it starts; without one the first use does.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InputException">A model cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        foreach (NamedPool<TData, TPrediction> pool in pools.Values)
        {
            await pool.StartAsync(cancel).ConfigureAwait(false);
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

    private NamedPool<TData, TPrediction> Find(string? modelName) => pools.TryGetValue(modelName ?? "", out NamedPool<TData, TPrediction>? pool)
        ? pool
        : throw new ArgumentException(
            $"The pool has no model '{modelName}'. It has: {string.Join(", ", pools.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}. Add it with FromFile or FromUri.",
            nameof(modelName));
}
