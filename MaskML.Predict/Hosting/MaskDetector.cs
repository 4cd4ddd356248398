using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Predict.Hosting;

/// <summary>Photos through the pool of the live model; the work runs on the thread pool, in turns.</summary>
internal sealed class MaskDetector(MaskModelPool pool, IOptions<MaskMLOptions> options, ModelMetrics metrics) : IMaskDetector
{
    private static readonly DetectOptions Usual = new();

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Stream photo, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        int most = options.Value.MaxPhotoBytes;
        byte[] bytes = await BoundedReading.ReadAsync(photo, most, cancel).ConfigureAwait(false)
            ?? throw new ImageException(ImageFault.TooLarge, $"more than {most} bytes, which is the most that is accepted");
        return await DetectAsync(bytes, Usual, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(byte[] photo, DetectOptions wanted, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(wanted);
        MaskModelLease lease = await pool.RentAsync(cancel).ConfigureAwait(false);
        Task<PhotoPrediction> work = Task.Run(
            () =>
            {
                // The turn ends with the work, even where the caller is gone: what runs in native code cannot be stopped half-way.
                using (lease)
                {
                    wanted.OnTurn?.Invoke();
                    cancel.ThrowIfCancellationRequested();
                    return Judge(lease, wanted, pipeline => pipeline.Run(
                        () => ImageDecoder.Decode(photo, options.Value.MaxMegapixels, commonOnly: true), wanted.OnJudged, wanted.MaxFaces, cancel));
                }
            },
            CancellationToken.None);
        return await work.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Mat photo, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        using MaskModelLease lease = await pool.RentAsync(cancel).ConfigureAwait(false);
        return await Task.Run(() => Judge(lease, Usual, pipeline => pipeline.Run(photo, cancellationToken: cancel)), cancel).ConfigureAwait(false);
    }

    private PhotoPrediction Judge(MaskModelLease lease, DetectOptions wanted, Func<FacePipeline, PhotoPrediction> run)
    {
        PhotoPrediction prediction = run(lease.PipelineOf(wanted.Detector, wanted.UncertainBelow));
        metrics.Prediction(lease.Info.Name, TimeSpan.FromMilliseconds(prediction.Milliseconds.Total));
        return prediction;
    }
}
