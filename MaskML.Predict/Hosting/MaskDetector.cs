using System.Diagnostics;
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
                    long start = Stopwatch.GetTimestamp();
                    using Mat pixels = ImageDecoder.Decode(photo, options.Value.MaxMegapixels, commonOnly: true);
                    double decode = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                    cancel.ThrowIfCancellationRequested();
                    return Judge(lease, pixels, decode, wanted, cancel);
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
        return await Task.Run(() => Judge(lease, photo, 0, Usual, CancellationToken.None), cancel).ConfigureAwait(false);
    }

    private PhotoPrediction Judge(MaskModelLease lease, Mat pixels, double decode, DetectOptions wanted, CancellationToken cancel)
    {
        try
        {
            FaceFindings found = lease.PipelineOf(wanted.Detector, wanted.UncertainBelow).Run(pixels, wanted.MaxFaces, cancel);
            var timings = new PhotoTimings(decode, found.DetectMilliseconds, found.ClassifyMilliseconds);
            metrics.Prediction(lease.Info.Name, TimeSpan.FromMilliseconds(decode + found.DetectMilliseconds + found.ClassifyMilliseconds));
            var judged = new PhotoPrediction(pixels.Width, pixels.Height, found.Faces, lease.Model.Labels, lease.Model.Sha256, timings)
            {
                LeftOut = found.LeftOut,
            };
            wanted.OnJudged?.Invoke(pixels, judged);
            return judged;
        }
        catch (OpenCVException e)
        {
            throw new ImageException(ImageFault.Undecodable, $"OpenCV cannot work on it: {e.ErrMsg}", e);
        }
    }
}
