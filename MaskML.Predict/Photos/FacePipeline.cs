using System.Diagnostics;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;

namespace MaskML.Predict.Photos;

/// <summary>
/// The one analysis of a photo: finds its faces, cuts them as in training and scores all of them in one batch. Can be used from
/// several threads at once. The caller keeps model and detector.
/// </summary>
/// <param name="model">Cuts and labels faces.</param>
/// <param name="detector">Finds faces.</param>
/// <param name="options">Says which labels are uncertain.</param>
public sealed class FacePipeline(MaskModel model, IFaceDetector detector, PredictOptions options)
{
    /// <summary>The model.</summary>
    public MaskModel Model { get; } = model;

    /// <summary>Finds the faces of a decoded photo and labels the surest ones.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="maxFaces">Most faces to label; <see cref="PhotoPrediction.LeftOut"/> counts the others.</param>
    /// <param name="cancellationToken">Ends the work between its steps.</param>
    /// <exception cref="ImageException">OpenCV cannot work on the picture.</exception>
    public PhotoPrediction Run(Mat photo, int maxFaces = int.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        try
        {
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<Face> all = detector.Detect(photo, cancellationToken);
            IReadOnlyList<Face> faces = all.Count > maxFaces ? [.. all.Take(maxFaces)] : all;
            cancellationToken.ThrowIfCancellationRequested();
            long detected = Stopwatch.GetTimestamp();
            LabelledFace[] labelled = Label(photo, faces);
            double detect = Stopwatch.GetElapsedTime(start, detected).TotalMilliseconds;
            var timings = new PhotoTimings(0, detect, Stopwatch.GetElapsedTime(detected).TotalMilliseconds);
            return new PhotoPrediction(photo.Width, photo.Height, labelled, Model.Labels, Model.Sha256, timings)
            {
                LeftOut = all.Count - faces.Count,
            };
        }
        catch (OpenCVException e)
        {
            throw new ImageException(ImageFault.Undecodable, $"OpenCV cannot work on it: {e.ErrMsg}", e);
        }
    }

    /// <summary>Decodes a photo, finds its faces and labels the surest ones.</summary>
    /// <param name="open">Opens the photo; its pixels are released afterwards.</param>
    /// <param name="use">
    /// Called with the pixels and the prediction while the pixels live, and may draw on them; null for nothing. Of a very large photo,
    /// both are smaller than the photo.
    /// </param>
    /// <param name="maxFaces">Most faces to label.</param>
    /// <param name="cancellationToken">Ends the work between its steps.</param>
    /// <exception cref="InputException">The photo cannot be decoded, or OpenCV cannot work on it.</exception>
    internal PhotoPrediction Run(
        Func<EncodedPhoto> open,
        Action<Mat, PhotoPrediction>? use = null,
        int maxFaces = int.MaxValue,
        CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        EncodedPhoto photo = open();
        using Mat pixels = photo.Decode();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        cancellationToken.ThrowIfCancellationRequested();
        PhotoPrediction prediction = Run(pixels, maxFaces, cancellationToken);
        prediction = prediction with { Milliseconds = prediction.Milliseconds with { Decode = milliseconds } };
        try
        {
            use?.Invoke(pixels, prediction);
        }
        catch (OpenCVException e)
        {
            throw new ImageException(ImageFault.Undecodable, $"OpenCV cannot draw on it: {e.ErrMsg}", e);
        }

        return Enlarge(prediction, photo);
    }

    // From the pixels that were searched to those of the photo.
    private static PhotoPrediction Enlarge(PhotoPrediction found, EncodedPhoto photo)
    {
        (int factor, Size size) = photo.Enlarge(new Size(found.Width, found.Height));
        Rect Enlarged(Rect box) => Boxes.Clamp(
            new Rect(factor * box.X, factor * box.Y, factor * box.Width, factor * box.Height), size);
        return factor == 1 ? found : found with
        {
            Width = size.Width,
            Height = size.Height,
            Faces = [.. found.Faces.Select(face => face with { Face = face.Face with { Box = Enlarged(face.Face.Box) } })],
        };
    }

    // The backbone's output `face` is a second opinion on what the detector found: it sees each face at one size, without its surroundings.
    private LabelledFace[] Label(Mat photo, IReadOnlyList<Face> faces)
    {
        float[] isFace = [.. Enumerable.Repeat(1f, faces.Count)];
        IReadOnlyList<float[]> scores = Score(photo, faces, isFace);
        return [.. faces.Select((face, i) => Label(face with { Score = face.Score * MathF.Sqrt(isFace[i]) }, scores[i]))
            .Where(face => detector.BoxIsCrop || IsFace(face.Face))
            .OrderByDescending(face => face.Face.Score)];
    }

    private IReadOnlyList<float[]> Score(Mat photo, IReadOnlyList<Face> faces, float[] isFace)
    {
        var crops = new List<Mat>(faces.Count);
        try
        {
            foreach (Face face in faces)
            {
                crops.Add(Cut(photo, face.Box));
            }

            return Model.Score(crops, isFace);
        }
        finally
        {
            crops.ForEach(crop => crop.Dispose());
        }
    }

    private Mat Cut(Mat photo, Rect box)
    {
        if (!detector.BoxIsCrop)
        {
            return Model.Cropper.Face(photo, box);
        }

        using var view = new Mat(photo, box);
        return Model.Cropper.Whole(view);
    }

    private bool IsFace(Face face) => Model.Backbone is not { TellsFaces: true } || face.Score >= options.FaceScore;

    /// <summary>A face with the likeliest of its labels.</summary>
    /// <param name="face">The face.</param>
    /// <param name="scores">One probability a label, in the model's order.</param>
    internal LabelledFace Label(Face face, float[] scores)
    {
        int best = Array.IndexOf(scores, scores.Max());
        float confidence = scores[best];
        bool uncertain = options.IsUncertain(face.Box, confidence) || !IsFace(face);
        return new LabelledFace(face, Model.Labels[best], confidence, uncertain, scores);
    }
}
