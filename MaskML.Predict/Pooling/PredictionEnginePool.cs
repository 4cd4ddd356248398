using System.Collections.Frozen;
using MaskML.Predict.Reloading;
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
    private readonly FrozenDictionary<string, NamedPool<TData, TPrediction>> pools;

    internal PredictionEnginePool(
        IEnumerable<PoolModel<TData, TPrediction>> models,
        IOptionsMonitor<PredictionEnginePoolOptions<TData, TPrediction>> options,
        LiveModelServices services)
    {
        // As with options, the last registration of a name applies.
        pools = models.GroupBy(model => model.Name, StringComparer.Ordinal).ToFrozenDictionary(
            named => named.Key,
            named =>
            {
                PredictionEnginePoolOptions<TData, TPrediction> own = options.Get(named.Key);
                return new NamedPool<TData, TPrediction>(named.Key, named.Last().Open(own.Reload, services), own, services);
            },
            StringComparer.Ordinal);
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

    /// <summary>Predicts with an engine of the default model.</summary>
    /// <param name="example">The input.</param>
    public TPrediction Predict(TData example) => Predict("", example);

    /// <summary>Predicts with an engine of a model.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="example">The input.</param>
    /// <exception cref="TimeoutException">
    /// No engine was free within <see cref="PredictionEnginePoolOptions{TData,TPrediction}.MaxWait"/>.
    /// </exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    public TPrediction Predict(string modelName, TData example) => Find(modelName).Predict(example);

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

    private NamedPool<TData, TPrediction> Find(string? modelName) =>
        pools.TryGetValue(modelName ?? "", out NamedPool<TData, TPrediction>? pool) ? pool : throw new ArgumentException(
            $"The pool has no model '{modelName}'. "
            + $"It has: {string.Join(", ", pools.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}. "
            + "Add it with FromFile or FromUri.",
            nameof(modelName));
}
