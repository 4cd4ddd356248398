
namespace MaskML.Predict.Photos;

/// <summary>What is said of one photo.</summary>
/// <param name="Width">Width of the upright photo in pixels.</param>
/// <param name="Height">Height of the upright photo in pixels.</param>
/// <param name="Faces">Its faces, in the detector's order.</param>
/// <param name="Labels">The model's labels, in the order of the faces' scores.</param>
/// <param name="ModelSha256">SHA-256 of the model zip.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record PhotoPrediction(
    int Width, int Height, IReadOnlyList<LabelledFace> Faces, IReadOnlyList<string> Labels, string ModelSha256, PhotoTimings Milliseconds)
{
    /// <summary>Faces that were found and not judged, because there were too many.</summary>
    public int LeftOut { get; init; }
}

/// <summary>How long the steps for one photo took, in milliseconds.</summary>
/// <param name="Decode">Reading and decoding the file.</param>
/// <param name="Detect">Finding the faces.</param>
/// <param name="Classify">Cutting and labelling them.</param>
public sealed record PhotoTimings(double Decode, double Detect, double Classify)
{
    /// <summary>All steps together.</summary>
    public double Total => Decode + Detect + Classify;
}
