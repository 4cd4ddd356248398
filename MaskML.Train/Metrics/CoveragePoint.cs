namespace MaskML.Train.Metrics;

/// <summary>Accuracy when only the most confident images are answered.</summary>
/// <param name="Coverage">Share of the images that is answered.</param>
/// <param name="Confidence">Lowest confidence among them.</param>
/// <param name="Accuracy">Share of them that is right.</param>
public sealed record CoveragePoint(double Coverage, double Confidence, double Accuracy);
