using MaskML.Fleet.Photos;
using MaskML.Predict.Annotation;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Video.Distance;

namespace MaskML.Cli.Photos;

/// <summary>The result of one photo of the command line.</summary>
/// <param name="Result">The prediction or the error.</param>
/// <param name="Distances">Pairs of people who stand too close, the closest first; null when distances are not estimated.</param>
internal sealed record PhotoOutcome(PhotoResult Result, IReadOnlyList<PairDistance>? Distances = null)
{
    /// <summary>Formats the result for programs and for people.</summary>
    /// <param name="violations">Labels that are a violation.</param>
    public PhotoAnswer ToAnswer(IReadOnlyList<string> violations) => new(
        PredictionLine.Format(Result, json => DistanceJson.Write(json, Distances), null),
        PredictionText.Format(this),
        Result.Error is not null,
        Result.Prediction?.Faces.Count(face => !face.Uncertain && violations.Contains(face.Label)) ?? 0);
}

/// <summary>Analyses one photo, from its file to its result and annotated picture. Can be used from several threads at once.</summary>
/// <param name="pipeline">Finds and labels faces.</param>
/// <param name="maxMegapixels">Largest photo to accept, in megapixels.</param>
/// <param name="distances">Finds people who stand too close; null when distances are not estimated.</param>
/// <param name="input">Opens standard input.</param>
/// <param name="blur">Whether faces are made unrecognisable in annotated pictures.</param>
internal sealed class PhotoPredictor(
    FacePipeline pipeline, double maxMegapixels, DistanceEstimator? distances = null, Func<Stream>? input = null, bool blur = false)
{
    private const int MaxInputBytes = 256 << 20;

    private readonly Annotator annotator = new(pipeline.Model.Labels);

    /// <summary>Analyses a photo. Any problem with it becomes the result's error.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="picture">File of its annotated picture; null for none.</param>
    public PhotoOutcome Predict(PhotoFile photo, string? picture)
    {
        try
        {
            if (photo.Fault is not null)
            {
                return Failed(photo, photo.Fault);
            }

            IReadOnlyList<PairDistance>? close = null;
            PhotoPrediction prediction = pipeline.Run(() => Open(photo), (pixels, found) =>
            {
                close = distances?.ClosePairs([.. found.Faces.Select(face => face.Face.Box)], pixels.Size());
                if (picture is not null)
                {
                    FaceBlur.Blur(pixels, blur ? found.Faces.Select(face => face.Face.Box) : []);
                    DistanceOverlay.Draw(pixels, found.Faces, close ?? []);
                    annotator.Draw(pixels, found.Faces);
                    AnnotatedFiles.Write(picture, pixels);
                }
            });
            return new PhotoOutcome(PhotoResult.Of(photo.Source, prediction), close);
        }
        catch (InputException e)
        {
            return Failed(photo, e.Message);
        }
    }

    private EncodedPhoto Open(PhotoFile photo)
    {
        if (photo.Content is { } content)
        {
            return EncodedPhoto.Check(content, maxMegapixels);
        }

        if (!photo.IsInput)
        {
            return ImageDecoder.Open(photo.FullPath, maxMegapixels);
        }

        using Stream stream = input!();
        byte[] bytes = BoundedReading.ReadAsync(stream, MaxInputBytes, CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new ImageException(ImageFault.TooLarge, $"standard input has more than {MaxInputBytes} bytes");
        return EncodedPhoto.Check(bytes, maxMegapixels);
    }

    private static PhotoOutcome Failed(PhotoFile photo, string error) => new(PhotoResult.Failed(photo.Source, error));
}
