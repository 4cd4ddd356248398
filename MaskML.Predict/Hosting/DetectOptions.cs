using MaskML.Predict.Faces;
using MaskML.Predict.Photos;

namespace MaskML.Predict.Hosting;

/// <summary>Options of a single call; they override <see cref="MaskMLOptions"/>.</summary>
public sealed record DetectOptions
{
    /// <summary>Name of the face detector, see <see cref="FaceDetectors.Names"/>; null for the configured one.</summary>
    public string? Detector { get; init; }

    /// <summary>Labels with a lower confidence are marked as uncertain; null for the configured value.</summary>
    public double? UncertainBelow { get; init; }

    /// <summary>Largest number of faces to classify; the faces with the highest detection scores are kept.</summary>
    public int MaxFaces { get; init; } = int.MaxValue;

    /// <summary>Called when the wait for a free place is over, before the work begins.</summary>
    public Action? OnTurn { get; init; }

    /// <summary>
    /// Called after the faces are classified, with the decoded photo (BGR) and the result, on the thread that did the work. The callback
    /// can draw on the photo, which is disposed afterwards.
    /// </summary>
    public Action<Mat, PhotoPrediction>? OnJudged { get; init; }
}
