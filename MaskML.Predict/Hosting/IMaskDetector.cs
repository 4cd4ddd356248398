using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using OpenCvSharp;

namespace MaskML.Predict.Hosting;

/// <summary>Finds the faces of photos and says who wears a mask. Can be used by any number of callers at once; they take turns.</summary>
public interface IMaskDetector
{
    /// <summary>Judges an encoded photo: JPEG, PNG, BMP or WebP.</summary>
    /// <param name="photo">The photo, from where the stream stands to its end; it stays the caller's.</param>
    /// <param name="cancel">Ends the reading, the wait, and the work between decoding and looking for faces.</param>
    /// <returns>Its faces, and the hash of the model that judged them.</returns>
    /// <exception cref="ImageException">It is not a usable image.</exception>
    /// <exception cref="TimeoutException">There was no turn within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    Task<PhotoPrediction> DetectAsync(Stream photo, CancellationToken cancel = default);

    /// <summary>Judges an encoded photo in the caller's own way.</summary>
    /// <param name="photo">The photo: JPEG, PNG, BMP or WebP.</param>
    /// <param name="wanted">What the caller wants otherwise than the options say.</param>
    /// <param name="cancel">
    /// Ends the wait, and the work between decoding, looking for faces and labelling them. The task ends at once; the turn, and with it
    /// the engine, is free when the step that runs is done.
    /// </param>
    /// <returns>Its faces, and the hash of the model that judged them.</returns>
    /// <exception cref="ImageException">It is not a usable image.</exception>
    /// <exception cref="TimeoutException">There was no turn within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="UsageException">The face detector is unknown.</exception>
    /// <exception cref="InputException">There is no model yet that can be used, or the face detector's is missing.</exception>
    Task<PhotoPrediction> DetectAsync(byte[] photo, DetectOptions wanted, CancellationToken cancel = default);

    /// <summary>Judges a decoded photo.</summary>
    /// <param name="photo">A BGR picture; it is not changed, and must live until the task ends.</param>
    /// <param name="cancel">Ends the wait; work that has begun is finished.</param>
    /// <returns>Its faces, and the hash of the model that judged them.</returns>
    /// <exception cref="TimeoutException">There was no turn within <see cref="MaskMLOptions.MaxWait"/>.</exception>
    /// <exception cref="InputException">There is no model yet that can be used.</exception>
    Task<PhotoPrediction> DetectAsync(Mat photo, CancellationToken cancel = default);
}
