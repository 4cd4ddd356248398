using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Serve.Observing;
using MaskML.Serve.Problems;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Serve.Prediction;

/// <summary>Judges the photos of requests.</summary>
/// <param name="detector">Judges photos.</param>
/// <param name="serve">Has the limits.</param>
/// <param name="options">Options of prediction.</param>
/// <param name="metrics">Counts.</param>
internal sealed class PhotoJudge(IMaskDetector detector, ServeOptions serve, IOptions<MaskMLOptions> options, ServeMetrics metrics)
{
    /// <summary>Judges a photo.</summary>
    /// <param name="photo">The encoded photo.</param>
    /// <param name="query">What the request asks for.</param>
    /// <param name="progress">Follows the request.</param>
    /// <param name="draw">Draws on the photo when it is judged; null for nothing.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ImageException">It is not a usable photo.</exception>
    /// <exception cref="ServeException">The face detector that the request asks for cannot be used.</exception>
    public async Task<PhotoPrediction> JudgeAsync(
        byte[] photo, PredictQuery query, RequestProgress progress, Action<Mat, PhotoPrediction>? draw, CancellationToken cancel)
    {
        int waits = 1;
        void Turn(Step step)
        {
            progress.Step = step;
            metrics.Waiting(-Interlocked.Exchange(ref waits, 0));
        }

        progress.Step = Step.Wait;
        metrics.Waiting(1);
        try
        {
            PhotoPrediction judged = await detector.DetectAsync(
                photo,
                new DetectOptions
                {
                    Detector = query.Detector,
                    UncertainBelow = query.UncertainBelow,
                    MaxFaces = serve.MaxFaces,
                    OnTurn = () => Turn(Step.Work),
                    OnJudged = draw,
                },
                cancel);
            metrics.Judged(judged.Faces.Select(face => face.Label));
            return judged;
        }
        catch (ImageException)
        {
            metrics.Refused();
            throw;
        }
        catch (InputException e) when (query.Detector is { } name && !FaceDetectors.IsPresent(name, options.Value.Detectors))
        {
            throw new ServeException(
                "detector-unavailable",
                $"The model of the face detector {name} is not on this server, expected one of {string.Join(", ", FaceDetectors.Names.Where(known => FaceDetectors.IsPresent(known, options.Value.Detectors)))}.",
                e);
        }
        finally
        {
            metrics.Waiting(-Interlocked.Exchange(ref waits, 0));
        }
    }
}
