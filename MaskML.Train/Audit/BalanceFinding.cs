namespace MaskML.Train.Audit;

/// <summary>How many images each label has.</summary>
/// <param name="Counts">Images by label and split.</param>
/// <param name="Ratio">Images of the most frequent label for each of the rarest.</param>
/// <param name="Problems">What is uneven, in words.</param>
public sealed record BalanceFinding(IReadOnlyList<LabelCount> Counts, double Ratio, IReadOnlyList<string> Problems);
