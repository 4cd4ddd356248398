namespace MaskML.Train.Metrics;

/// <summary>Figures of one label.</summary>
/// <param name="Precision">Share of the images predicted as this label that are of it.</param>
/// <param name="Recall">Share of this label's images that are predicted as it.</param>
/// <param name="F1">Harmonic mean of the two.</param>
/// <param name="Support">Number of this label's images.</param>
public sealed record LabelMetrics(double Precision, double Recall, double F1, int Support);
