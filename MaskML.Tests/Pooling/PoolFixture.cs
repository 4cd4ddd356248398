using System.Diagnostics.Metrics;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Pooling;

/// <summary>A pool over a file in a folder of its own that notices changes quickly, with its log and clock.</summary>
internal sealed class PoolFixture : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly ServiceProvider provider;

    public PoolFixture(byte[]? model = null, Action<PredictionEnginePoolOptions<CropInput, CropOutput>>? configure = null)
    {
        if (model is { Length: > 0 })
        {
            Publish(model);
        }

        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Time);
        services.AddPredictionEnginePool<CropInput, CropOutput>().FromFile(Path).Configure(options =>
        {
            (options.Size, options.Reload) = (2, Quick());
            configure?.Invoke(options);
        });
        provider = services.BuildServiceProvider();
        Metrics = new MetricsRecord(provider.GetRequiredService<IMeterFactory>());
        Pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
    }

    public ListLog Log { get; } = new();

    /// <summary>The pool's clock; it counts the polls of the file.</summary>
    public CountingTime Time { get; } = new();

    public string Path => folder.File("live/model.zip");

    public PredictionEnginePool<CropInput, CropOutput> Pool { get; }

    public MetricsRecord Metrics { get; }

    public IServiceProvider Services => provider;

    public ModelHealth Health => Pool.GetLiveModel().Health;

    public static ReloadOptions Quick() => new() { Settle = TimeSpan.FromMilliseconds(20), PollInterval = TimeSpan.FromMilliseconds(100) };

    /// <summary>Replaces the file by rename.</summary>
    public void Publish(byte[] model) => TinyModel.Publish(model, Path);

    /// <summary>Waits until a model is live.</summary>
    public Task LiveAsync(byte[] model) => Eventually.TrueAsync(
        () => Pool.Current?.Sha256 == Sha256(model) && Health.State == ModelState.Healthy, () => $"{Pool.Current}, {Health}");

    /// <summary>Waits until the file is refused.</summary>
    public Task RefusedAsync(string reason) => Eventually.TrueAsync(
        () => Health.State == ModelState.Degraded && Health.LastFailure!.Reason.Contains(reason, StringComparison.Ordinal),
        () => Health.ToString());

    public static string Sha256(byte[] model) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model));

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        Metrics.Dispose();
        folder.Dispose();
    }
}
