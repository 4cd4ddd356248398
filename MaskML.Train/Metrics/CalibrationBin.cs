namespace MaskML.Train.Metrics;

/// <summary>Images of like confidence.</summary>
/// <param name="From">Lower bound of the confidence.</param>
/// <param name="To">Upper bound of the confidence.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">Share of them that is right.</param>
public sealed record CalibrationBin(double From, double To, int Count, double Confidence, double Accuracy);
