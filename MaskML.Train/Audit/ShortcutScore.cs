namespace MaskML.Train.Audit;

/// <summary>How well the label can be told without seeing what an image shows.</summary>
/// <param name="Name">What it was told from.</param>
/// <param name="BalancedAccuracy">Mean recall over the labels, on images that were not learnt from.</param>
/// <param name="Warns">Whether that is more than is good.</param>
/// <param name="Medians">For each statistic the median of each label's images.</param>
public sealed record ShortcutScore(
    string Name, double BalancedAccuracy, bool Warns, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Medians);
