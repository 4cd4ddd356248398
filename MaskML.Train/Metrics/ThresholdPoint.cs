namespace MaskML.Train.Metrics;

/// <summary>What happens when all images from a score on are taken for a label.</summary>
/// <param name="Score">The lowest score taken.</param>
/// <param name="Recall">Share of the label's images that is taken: the true positive rate.</param>
/// <param name="FalsePositiveRate">Share of the other images that is taken.</param>
/// <param name="Precision">Share of the taken images that is of the label.</param>
public sealed record ThresholdPoint(double Score, double Recall, double FalsePositiveRate, double Precision);
