namespace MaskML.Train.Metrics;

/// <summary>How good a head is that was fitted to a share of the training images.</summary>
/// <param name="Share">The share.</param>
/// <param name="Images">Number of images in it.</param>
/// <param name="Accuracy">Accuracy on the test split.</param>
/// <param name="Interval95">95 % interval of the accuracy, lower and upper bound.</param>
/// <param name="MacroAccuracy">Mean recall on the test split.</param>
public sealed record LearningPoint(double Share, int Images, double Accuracy, IReadOnlyList<double> Interval95, double MacroAccuracy);
