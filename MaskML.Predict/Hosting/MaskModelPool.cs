using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Hosting;

/// <summary>
/// Lends the live model in turns, with the face detector before it: the batched way, for those who want more than
/// <see cref="IMaskDetector"/> gives.
/// </summary>
public sealed partial class MaskModelPool : ILiveModels, IAsyncDisposable, IDisposable
{
    private readonly LiveModel<MaskModel> live;
    private readonly Permits permits;
    private readonly PredictOptions predict;
    private readonly Shared<DetectorShelf> detectors;
    private int disposed;

    internal MaskModelPool(IOptions<MaskMLOptions> options, LiveModelServices services, ILogger<MaskModelPool> log)
    {
        MaskMLOptions own = options.Value;
        predict = own.Predict;
        detectors = new(new DetectorShelf(own.Detectors.WithThreads(own.Threads), warning => Warn(log, warning)));
        live = new LiveModel<MaskModel>("", Open(own, services), snapshot => Load(snapshot, own.Threads), services);
        permits = new Permits("", own.Concurrency, own.MaxWait, services);
    }

    /// <summary>Which model answers now; null before the first one is loaded.</summary>
    public LiveModelInfo? Current => live.Slot.Current;

    /// <summary>Version, health and events of the model.</summary>
    public ILiveModel Live => live.Slot;

    /// <summary>Name of the face detector that <see cref="FaceDetectors.Auto"/> stands for.</summary>
    public string BestDetector => detectors.Content.Best;

    IEnumerable<ILiveModel> ILiveModels.All => [live.Slot];

    /// <summary>Waits for a turn and takes the model that is live then.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TimeoutException">There was none within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    public async Task<MaskModelLease> RentAsync(CancellationToken cancel = default)
    {
        await live.StartAsync(cancel).ConfigureAwait(false);
        await permits.TakeAsync(cancel).ConfigureAwait(false);
        Generation<MaskModel>? generation = null;
        try
        {
            generation = live.Slot.Enter();
            ObjectDisposedException.ThrowIf(!detectors.TryEnter(), this);
            return new MaskModelLease(generation, detectors, predict, permits);
        }
        catch
        {
            generation?.Leave();
            permits.Release();
            throw;
        }
    }

    /// <summary>Loads the model and opens the face detector. A host does so when it starts; without one the first use does.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="MaskMLException">One of them cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        _ = detectors.Content.Get(predict.Detector);
        await live.StartAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await live.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            detectors.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static IModelSource Open(MaskMLOptions options, LiveModelServices services) =>
        Uri.TryCreate(options.Model, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? new UriModelSource(uri, options.Watch ? options.DownloadPeriod : TimeSpan.Zero, options.Reload, services)
            : new FileModelSource(options.Model, options.Watch, options.Reload, services);

    private static LoadedModel<MaskModel> Load(ModelSnapshot snapshot, int threads)
    {
        var model = MaskModel.FromArchive(ModelArchive.Parse(snapshot.Bytes, snapshot.Where), threads);
        try
        {
            Canary.Ask(model, snapshot.Where);
            return new(model, model.Manifest);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "{Warning}")]
    private static partial void Warn(ILogger logger, string warning);
}
