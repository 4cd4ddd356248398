using System.Diagnostics;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Output;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Predict.Hosting;

/// <summary>Photos through the pool of the live model; the work runs on the thread pool, in turns.</summary>
internal sealed class MaskDetector(MaskModelPool pool, IOptions<MaskMLOptions> options, ModelMetrics metrics) : IMaskDetector
{
    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Stream photo, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        int most = options.Value.MaxPhotoBytes;
        byte[] bytes = await BoundedReading.ReadAsync(photo, most, cancel).ConfigureAwait(false)
            ?? throw new ImageException(ImageFault.TooLarge, $"more than {most} bytes, which is the most that is accepted");
        using MaskModelLease lease = await pool.RentAsync(cancel).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                long start = Stopwatch.GetTimestamp();
                using Mat pixels = ImageDecoder.Decode(bytes, options.Value.MaxMegapixels);
                double decode = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                cancel.ThrowIfCancellationRequested();
                return Judge(lease, pixels, decode);
            },
            cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhotoPrediction> DetectAsync(Mat photo, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        using MaskModelLease lease = await pool.RentAsync(cancel).ConfigureAwait(false);
        return await Task.Run(() => Judge(lease, photo, 0), cancel).ConfigureAwait(false);
    }

    private PhotoPrediction Judge(MaskModelLease lease, Mat pixels, double decode)
    {
        FaceFindings found = lease.Pipeline.Run(pixels);
        var timings = new PhotoTimings(decode, found.DetectMilliseconds, found.ClassifyMilliseconds);
        metrics.Prediction(lease.Info.Name, TimeSpan.FromMilliseconds(decode + found.DetectMilliseconds + found.ClassifyMilliseconds));
        return new PhotoPrediction(pixels.Width, pixels.Height, found.Faces, lease.Model.Labels, lease.Model.Sha256, timings);
    }
}
