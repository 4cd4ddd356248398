using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Serve.Observing;
using MaskML.Serve.Review;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Serve.Prediction;

/// <summary>Judges the photos of requests, and counts them in the metrics.</summary>
internal sealed class PhotoJudge(
    IMaskDetector detector, ServeOptions serve, IOptions<MaskMLOptions> options, ServeMetrics metrics, ReviewCollector review)
{
    private int requests;

    /// <summary>Throws if no further photo can wait. An upload holds no place, but is not begun in vain.</summary>
    /// <exception cref="ServeException">The queue is full.</exception>
    public void ThrowIfFull() => ThrowIfMoreThan(serve.MaxRequests - 1, Volatile.Read(ref requests));

    /// <summary>Judges a photo.</summary>
    /// <param name="photo">The encoded photo.</param>
    /// <param name="query">Parameters of the request.</param>
    /// <param name="progress">Receives the step that the request has reached.</param>
    /// <param name="draw">Draws on the judged photo; null if no picture is wanted.</param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    /// <exception cref="ImageException">The photo cannot be used.</exception>
    /// <exception cref="ServeException">The queue is full, or the face detector that the request names is not available.</exception>
    public async Task<PhotoPrediction> JudgeAsync(
        byte[] photo, PredictQuery query, RequestProgress progress, Action<Mat, PhotoPrediction>? draw, CancellationToken cancellationToken)
    {
        int waiting = 1;
        progress.Step = RequestStep.Wait;
        metrics.Waiting(1);
        try
        {
            ThrowIfMoreThan(serve.MaxRequests, Interlocked.Increment(ref requests));
            PhotoPrediction judged = await detector.DetectAsync(
                photo,
                new DetectOptions
                {
                    Detector = query.Detector,
                    UncertainBelow = query.UncertainBelow,
                    MaxFaces = serve.MaxFaces,
                    OnTurn = () =>
                    {
                        progress.Step = RequestStep.Work;
                        StopWaiting();
                    },
                    OnJudged = review.IsOn ? (photo, found) => Collect(photo, found, query, draw) : draw,
                },
                cancellationToken);
            metrics.Judged(judged.Faces.Select(face => face.Label));
            return judged;
        }
        catch (ImageException)
        {
            metrics.Refused();
            throw;
        }
        catch (InputException e) when (query.Detector is { } name && !IsPresent(name))
        {
            throw new ServeException(
                "detector-unavailable",
                $"The model of the face detector {name} is not on this server, "
                + $"expected one of {string.Join(", ", FaceDetectors.Names.Where(IsPresent))}.",
                e);
        }
        finally
        {
            Interlocked.Decrement(ref requests);
            StopWaiting();
        }

        void StopWaiting() => metrics.Waiting(-Interlocked.Exchange(ref waiting, 0));
    }

    // Before anything is drawn on the photo.
    private void Collect(Mat photo, PhotoPrediction found, PredictQuery query, Action<Mat, PhotoPrediction>? draw)
    {
        review.Offer(photo, found, isCrop: (query.Detector ?? options.Value.Predict.Detector) == FaceDetectors.None);
        draw?.Invoke(photo, found);
    }

    private void ThrowIfMoreThan(int most, int found)
    {
        if (found > most)
        {
            throw new ServeException(
                "busy",
                FormattableString.Invariant($"{serve.Workers} photos are being judged and {serve.Queue} requests wait, ")
                + "which is the limit (serve.concurrency, serve.queue). Try again after the time in Retry-After.");
        }
    }

    private bool IsPresent(string name) => FaceDetectors.IsPresent(name, options.Value.Detectors);
}
