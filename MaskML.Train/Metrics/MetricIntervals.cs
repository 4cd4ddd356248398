namespace MaskML.Train.Metrics;

/// <summary>95 % intervals of metrics, each as lower and upper bound.</summary>
/// <param name="Accuracy">Wilson's interval of the accuracy.</param>
/// <param name="MacroAccuracy">The interval of the mean recall; see <see cref="MacroInterval"/>.</param>
public sealed record MetricIntervals(IReadOnlyList<double> Accuracy, IReadOnlyList<double> MacroAccuracy);
