using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;

namespace MaskML.Predict.Hosting;

/// <summary>Finds the faces in photos and predicts whether they wear a mask. Thread-safe; the concurrency is limited.</summary>
public interface IMaskDetector
{
    /// <summary>Finds and classifies the faces in an encoded photo (JPEG, PNG, BMP or WebP).</summary>
    /// <param name="photo">The photo, read from the current position to the end. The stream is not disposed.</param>
    /// <param name="cancellationToken">Cancels the reading, the wait, and the work between its steps.</param>
    /// <returns>The faces, and the hash of the model that classified them.</returns>
    /// <exception cref="ImageException">The photo is not a usable image.</exception>
    /// <exception cref="TimeoutException">No place was free within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    Task<PhotoPrediction> DetectAsync(Stream photo, CancellationToken cancellationToken = default);

    /// <summary>Finds and classifies the faces in an encoded photo, with options for this call.</summary>
    /// <param name="photo">The photo: JPEG, PNG, BMP or WebP.</param>
    /// <param name="options">Options for this call.</param>
    /// <param name="cancellationToken">
    /// Cancels the wait, and the work between decoding, detection and classification. The task ends immediately; the place becomes free
    /// when the running step ends.
    /// </param>
    /// <returns>The faces, and the hash of the model that classified them.</returns>
    /// <exception cref="ImageException">The photo is not a usable image.</exception>
    /// <exception cref="TimeoutException">No place was free within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="UsageException">The face detector is unknown.</exception>
    /// <exception cref="InputException">
    /// The model cannot be used, and no earlier one is loaded; or the file of the face detector is missing.
    /// </exception>
    Task<PhotoPrediction> DetectAsync(byte[] photo, DetectOptions options, CancellationToken cancellationToken = default);

    /// <summary>Finds and classifies the faces in a decoded photo.</summary>
    /// <param name="photo">A BGR image. It is not changed, and must not be disposed before the task ends.</param>
    /// <param name="cancellationToken">Cancels the wait; work that has started is completed.</param>
    /// <returns>The faces, and the hash of the model that classified them.</returns>
    /// <exception cref="TimeoutException">No place was free within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">The model cannot be used, and no earlier one is loaded.</exception>
    Task<PhotoPrediction> DetectAsync(Mat photo, CancellationToken cancellationToken = default);
}
