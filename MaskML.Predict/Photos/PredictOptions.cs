using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Faces;

namespace MaskML.Predict.Photos;

/// <summary>Prediction.</summary>
public sealed record PredictOptions
{
    /// <summary>Face detector: auto takes the best one present, none takes each image as one crop.</summary>
    [DetectorName]
    public string Detector { get; init; } = FaceDetectors.Auto;

    /// <summary>Labels with a lower confidence are marked as uncertain.</summary>
    [Range(0.0, 1.0)]
    public double UncertainBelow { get; init; } = 0.8;

    /// <summary>Faces whose longer side is smaller are marked as uncertain, in pixels.</summary>
    [Range(1, 10000)]
    public int MinFace { get; init; } = 20;

    /// <summary>
    /// Lowest detection score, times the square root of the probability that the backbone's output <c>face</c> gives the crop. What has
    /// less is dropped, or uncertain where each image is one crop. No effect with a backbone without that output.
    /// </summary>
    [Range(0.0, 1.0)]
    public double FaceScore { get; init; } = 0.44;

    /// <summary>Whether a label should not be relied on: its confidence is low or the face is small.</summary>
    /// <param name="face">Box of the face in pixels.</param>
    /// <param name="confidence">Probability of the label.</param>
    public bool IsUncertain(Rect face, float confidence) => confidence < UncertainBelow || Math.Max(face.Width, face.Height) < MinFace;
}
