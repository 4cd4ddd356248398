using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Faces;
using OpenCvSharp;

namespace MaskML.Predict.Photos;

/// <summary>Prediction.</summary>
[Description("Prediction.")]
public sealed record PredictOptions
{
    /// <summary>Name of the face detector.</summary>
    [Description("Face detector: auto takes the best one present, none takes each image as one crop.")]
    [DetectorName]
    public string Detector { get; init; } = FaceDetectors.Auto;

    /// <summary>Confidence below which a label is marked as uncertain.</summary>
    [Description("Labels with a lower confidence are marked as uncertain.")]
    [Range(0.0, 1.0)]
    public double UncertainBelow { get; init; } = 0.8;

    /// <summary>Faces with a smaller longer side are marked as uncertain, in pixels.</summary>
    [Description("Faces whose longer side is smaller are marked as uncertain, in pixels.")]
    [Range(1, 10000)]
    public int MinFace { get; init; } = 20;

    /// <summary>
    /// Lowest probability of a face, by the backbone's output <c>face</c>: what is found with a lower one is dropped, or is uncertain
    /// where each image is one crop. Has no effect with a backbone without that output.
    /// </summary>
    [Description("What the backbone's output `face` gives a lower probability is no face. No effect with a backbone without that output.")]
    [Range(0.0, 1.0)]
    public double FaceScore { get; init; } = 0.5;

    /// <summary>Whether a label should not be relied on: its confidence is low or the face is small.</summary>
    /// <param name="face">Box of the face in pixels.</param>
    /// <param name="confidence">Probability of the label.</param>
    public bool IsUncertain(Rect face, float confidence) => confidence < UncertainBelow || Math.Max(face.Width, face.Height) < MinFace;
}
