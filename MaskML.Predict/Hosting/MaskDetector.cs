using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Hosting;

/// <summary>Runs photos through the model pool, on the thread pool.</summary>
internal sealed class MaskDetector(MaskModelPool pool, IOptions<MaskMLOptions> settings, ModelMetrics metrics) : IMaskDetector
{
    private static readonly DetectOptions DefaultOptions = new();

    private readonly MemoryGate memory = new(settings.Value.MemoryBudget, settings.Value.Concurrency, settings.Value.MaxWait);

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Stream photo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        int maxBytes = settings.Value.MaxPhotoBytes;
        byte[] bytes = await BoundedReading.ReadAsync(photo, maxBytes, cancellationToken).ConfigureAwait(false)
            ?? throw new ImageException(ImageFault.TooLarge, $"more than {maxBytes} bytes, which is the most that is accepted");
        return await DetectAsync(bytes, DefaultOptions, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(byte[] photo, DetectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(options);
        var encoded = EncodedPhoto.Check(photo, settings.Value.MaxMegapixels);
        Task<PhotoPrediction> work = memory.RunAsync(
            encoded.DecodingBytes,
            encoded.Cost,
            async () =>
            {
                using MaskModelLease lease = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
                return await Task.Run(
                    () =>
                    {
                        options.OnTurn?.Invoke();
                        cancellationToken.ThrowIfCancellationRequested();
                        return Run(lease, options, pipeline => pipeline.Run(
                            () => encoded, options.OnJudged, options.MaxFaces, cancellationToken));
                    },
                    CancellationToken.None).ConfigureAwait(false);
            },
            cancellationToken);

        // Lease and memory are held until the work ends even if the caller has cancelled, because running native code cannot be stopped.
        return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Mat photo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        using MaskModelLease lease = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () => Run(lease, DefaultOptions, pipeline => pipeline.Run(photo, cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
    }

    private PhotoPrediction Run(MaskModelLease lease, DetectOptions options, Func<FacePipeline, PhotoPrediction> run)
    {
        PhotoPrediction prediction = run(lease.PipelineOf(options.Detector, options.UncertainBelow));
        metrics.Prediction(lease.Info.Name, TimeSpan.FromMilliseconds(prediction.Milliseconds.Total));
        return prediction;
    }
}
