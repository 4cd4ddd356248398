using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Predict.Pooling;

/// <summary>Adds models to a pool.</summary>
/// <typeparam name="TData">Input type of the models.</typeparam>
/// <typeparam name="TPrediction">Output type of the models.</typeparam>
public sealed class PredictionEnginePoolBuilder<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromMinutes(5);

    /// <summary>Creates a builder for services that have a pool.</summary>
    /// <param name="services">The services of the application.</param>
    public PredictionEnginePoolBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds the default model from a file that is watched for changes.</summary>
    /// <param name="filePath">The zip.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromFile(string? filePath) => FromFile("", filePath);

    /// <summary>Adds the default model from a file.</summary>
    /// <param name="filePath">The zip.</param>
    /// <param name="watchForChanges">Whether to reload the file when it changes.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromFile(string? filePath, bool watchForChanges) =>
        FromFile("", filePath, watchForChanges);

    /// <summary>Adds a model from a file.</summary>
    /// <param name="modelName">Name of the model; empty or null for the default one.</param>
    /// <param name="filePath">The zip.</param>
    /// <param name="watchForChanges">Whether to reload the file when it changes.</param>
    /// <param name="optional">
    /// Whether the file may be missing at the start. Until it is there, the model is not loaded, and predictions throw
    /// <see cref="InputException"/>.
    /// </param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromFile(
        string? modelName, string? filePath, bool watchForChanges = true, bool optional = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        return Add(modelName ?? "", (reload, services) => new FileModelSource(filePath, watchForChanges, reload, services)
        {
            Substitute = optional ? () => null : null,
        });
    }

    /// <summary>Adds the default model from an address that is checked every five minutes.</summary>
    /// <param name="uri">The address of the zip.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string uri) => FromUri("", uri);

    /// <summary>Adds the default model from an address.</summary>
    /// <param name="uri">The address of the zip.</param>
    /// <param name="period">Time between checks for a new model; zero for no checks.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string uri, TimeSpan period) => FromUri("", uri, period);

    /// <summary>Adds a model from an address that is checked every five minutes.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="uri">The address of the zip.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string modelName, string uri) => FromUri(modelName, uri, DefaultPeriod);

    /// <summary>Adds a model from an address that is checked every five minutes.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="uri">The address of the zip.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string modelName, Uri uri) => FromUri(modelName, uri, DefaultPeriod);

    /// <summary>Adds a model from an address.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="uri">The address of the zip.</param>
    /// <param name="period">Time between checks for a new model; zero for no checks.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string modelName, string uri, TimeSpan period) =>
        FromUri(modelName, new Uri(uri), period);

    /// <summary>Adds a model from an address.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="uri">The address of the zip, http or https.</param>
    /// <param name="period">Time between checks for a new model; zero for no checks.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> FromUri(string modelName, Uri uri, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(modelName);
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        return uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? Add(modelName, (reload, services) => new UriModelSource(uri, period, reload, services))
            : throw new ArgumentException($"The address is {uri}, expected http:// or https://.", nameof(uri));
    }

    /// <summary>Configures the default model.</summary>
    /// <param name="configure">Sets the options.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> Configure(Action<PredictionEnginePoolOptions<TData, TPrediction>> configure) =>
        Configure("", configure);

    /// <summary>Configures a model.</summary>
    /// <param name="modelName">Name of the model; empty for the default one.</param>
    /// <param name="configure">Sets the options.</param>
    public PredictionEnginePoolBuilder<TData, TPrediction> Configure(
        string modelName, Action<PredictionEnginePoolOptions<TData, TPrediction>> configure)
    {
        Services.Configure(modelName, configure);
        return this;
    }

    private PredictionEnginePoolBuilder<TData, TPrediction> Add(string modelName, Func<ReloadOptions, LiveModelServices, IModelSource> open)
    {
        Services.AddSingleton(new PoolModel<TData, TPrediction>(modelName, open));
        Services.AddOptions<PredictionEnginePoolOptions<TData, TPrediction>>(modelName).ValidateOnStart();
        return this;
    }
}

/// <summary>A model that was added to a pool.</summary>
/// <param name="Name">Name of the model; empty for the default one.</param>
/// <param name="Open">Creates the source of the model.</param>
internal sealed record PoolModel<TData, TPrediction>(string Name, Func<ReloadOptions, LiveModelServices, IModelSource> Open);
