using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using OpenCvSharp;

namespace MaskML.Predict.Hosting;

/// <summary>What one caller wants otherwise than <see cref="MaskMLOptions"/> says.</summary>
public sealed record DetectOptions
{
    /// <summary>Name of the face detector, see <see cref="FaceDetectors.Names"/>; null for the configured one.</summary>
    public string? Detector { get; init; }

    /// <summary>Labels with a lower confidence are marked as uncertain; null for the configured value.</summary>
    public double? UncertainBelow { get; init; }

    /// <summary>Most faces to judge, the surest ones.</summary>
    public int MaxFaces { get; init; } = int.MaxValue;

    /// <summary>Called when the photo's turn has come; the wait is over.</summary>
    public Action? OnTurn { get; init; }

    /// <summary>
    /// Called with the photo's pixels, BGR, when its faces are known, on the thread that found them and while the turn lasts. It may
    /// draw on them; they are gone afterwards.
    /// </summary>
    public Action<Mat, PhotoPrediction>? OnJudged { get; init; }
}
