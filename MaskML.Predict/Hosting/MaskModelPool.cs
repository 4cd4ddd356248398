using MaskML.Predict.Concurrency;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Hosting;

/// <summary>
/// Provides leases of the live model and the face detectors. Use it for batches and custom pipelines, and
/// <see cref="IMaskDetector"/> for single photos.
/// </summary>
public sealed class MaskModelPool : ILiveModels, IAsyncDisposable, IDisposable
{
    private readonly LiveModel<MaskModel> live;
    private readonly Permits permits;
    private readonly PredictOptions predict;
    private readonly RefCounted<DetectorCache> detectors;
    private int disposed;

    internal MaskModelPool(IOptions<MaskMLOptions> options, LiveModelServices services)
    {
        MaskMLOptions own = options.Value;
        predict = own.Predict;
        detectors = new(new DetectorCache(own.Detectors.WithThreads(own.Threads)));
        live = new LiveModel<MaskModel>("", Open(own, services), snapshot => Load(snapshot, own.Threads), services);
        permits = new Permits("", own.Concurrency, own.MaxWait, services);
    }

    /// <summary>Describes the model that is in use; null before the first one is loaded.</summary>
    public LiveModelInfo? Current => live.Slot.Current;

    /// <summary>Version, health and events of the model.</summary>
    public ILiveModel Live => live.Slot;

    /// <summary>Name of the face detector that <see cref="FaceDetectors.Auto"/> selects.</summary>
    public string BestDetector => detectors.Value.Best;

    /// <summary>Number of leases that are not disposed yet.</summary>
    public int InUse => permits.Taken;

    IEnumerable<ILiveModel> ILiveModels.All => [live.Slot];

    /// <summary>Waits for a free place and leases the model that is in use then.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">No place was free within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    public async Task<MaskModelLease> RentAsync(CancellationToken cancellationToken = default)
    {
        await live.StartAsync(cancellationToken).ConfigureAwait(false);
        await permits.TakeAsync(cancellationToken).ConfigureAwait(false);
        Generation<MaskModel>? generation = null;
        try
        {
            generation = live.Slot.Acquire();
            ObjectDisposedException.ThrowIf(!detectors.TryAddReference(), this);
            return new MaskModelLease(generation, detectors, predict, permits);
        }
        catch
        {
            generation?.Release();
            permits.Release();
            throw;
        }
    }

    /// <summary>Loads the model and the face detector. A host does this when it starts; otherwise the first use does.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="MaskMLException">The model or the face detector cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        NativeLibraryFault.CheckOpenCv();
        _ = detectors.Value.Get(predict.Detector);
        await live.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await live.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            detectors.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static IModelSource Open(MaskMLOptions options, LiveModelServices services) =>
        options.Model is null ? new ShippedModelSource()
        : Uri.TryCreate(options.Model, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? new UriModelSource(uri, options.Watch ? options.DownloadPeriod : TimeSpan.Zero, options.Reload, services)
            : new FileModelSource(options.Model, options.Watch, options.Reload, services)
            {
                Substitute = options.ModelIsOptional ? ShippedModelSource.Snapshot : null,
            };

    /// <summary>Loads a model, checks it and warms it up.</summary>
    /// <exception cref="InputException">It cannot be used.</exception>
    internal static LoadedModel<MaskModel> Load(ModelSnapshot snapshot, int threads)
    {
        var model = MaskModel.FromArchive(ModelArchive.Parse(snapshot.Bytes, snapshot.Location), threads);
        try
        {
            Canary.Ask(model, snapshot.Location);
            return new(model, model.Manifest);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
