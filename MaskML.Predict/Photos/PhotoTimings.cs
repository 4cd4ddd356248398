namespace MaskML.Predict.Photos;

/// <summary>How long the steps for one photo took, in milliseconds.</summary>
/// <param name="Decode">Reading and decoding the file.</param>
/// <param name="Detect">Finding the faces.</param>
/// <param name="Classify">Cutting and labelling them.</param>
public sealed record PhotoTimings(double Decode, double Detect, double Classify)
{
    /// <summary>All steps together.</summary>
    public double Total => Decode + Detect + Classify;
}
