namespace MaskML.Predict.Photos;

/// <summary>The faces of one photo, and how long it took to tell.</summary>
/// <param name="Faces">The faces, in the detector's order.</param>
/// <param name="DetectMilliseconds">Time to find them.</param>
/// <param name="ClassifyMilliseconds">Time to cut and label them.</param>
public sealed record FaceFindings(IReadOnlyList<LabelledFace> Faces, double DetectMilliseconds, double ClassifyMilliseconds)
{
    /// <summary>Faces that were found and not labelled, because there were too many.</summary>
    public int LeftOut { get; init; }
}
