namespace MaskML.Train.Evaluation;

/// <summary>95 % intervals of metrics, each as lower and upper bound.</summary>
/// <param name="Accuracy">Wilson's interval of the accuracy.</param>
public sealed record MetricIntervals(IReadOnlyList<double> Accuracy);
