using System.Diagnostics;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using OpenCvSharp;

namespace MaskML.Predict.Photos;

/// <summary>
/// A photo to labelled faces: finds them, cuts them as in training, scores all of them in one batch. Can be used from several
/// threads at once. Model and detector stay the caller's.
/// </summary>
/// <param name="model">Cuts and labels faces.</param>
/// <param name="detector">Finds faces.</param>
/// <param name="options">Says which labels are uncertain.</param>
public sealed class FacePipeline(MaskModel model, IFaceDetector detector, PredictOptions options)
{
    /// <summary>The model.</summary>
    public MaskModel Model { get; } = model;

    /// <summary>Finds and labels the faces of a photo.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    public FaceFindings Run(Mat photo) => Run(photo, int.MaxValue, CancellationToken.None);

    /// <summary>Finds the faces of a photo and labels the surest ones.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="mostFaces">Most faces to label, the first ones of the detector's order, which begins with the surest.</param>
    /// <param name="cancel">Ends the work between the steps.</param>
    public FaceFindings Run(Mat photo, int mostFaces, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Face> all = detector.Detect(photo, cancel);
        IReadOnlyList<Face> faces = all.Count > mostFaces ? [.. all.Take(mostFaces)] : all;
        cancel.ThrowIfCancellationRequested();
        long found = Stopwatch.GetTimestamp();
        IReadOnlyList<float[]> scores = Score(photo, faces);
        LabelledFace[] labelled = [.. faces.Select((face, i) => Label(face, scores[i]))];
        return new FaceFindings(
            labelled, Stopwatch.GetElapsedTime(start, found).TotalMilliseconds, Stopwatch.GetElapsedTime(found).TotalMilliseconds)
        {
            LeftOut = all.Count - faces.Count,
        };
    }

    private IReadOnlyList<float[]> Score(Mat photo, IReadOnlyList<Face> faces)
    {
        var crops = new List<Mat>(faces.Count);
        try
        {
            foreach (Face face in faces)
            {
                crops.Add(Cut(photo, face.Box));
            }

            return Model.Score(crops);
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

    /// <summary>A face with the likeliest of its labels.</summary>
    /// <param name="face">The face.</param>
    /// <param name="scores">One probability a label, in the model's order.</param>
    internal LabelledFace Label(Face face, float[] scores)
    {
        int best = Array.IndexOf(scores, scores.Max());
        float confidence = scores[best];
        return new LabelledFace(face, Model.Labels[best], confidence, options.IsUncertain(face.Box, confidence), scores);
    }
}
