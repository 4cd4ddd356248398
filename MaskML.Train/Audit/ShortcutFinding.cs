namespace MaskML.Train.Audit;

/// <summary>Ways to the label that a network could take instead of looking for a mask.</summary>
/// <param name="Images">Number of images that were looked at.</param>
/// <param name="Chance">Balanced accuracy of guessing.</param>
/// <param name="WarnAbove">More than this is a warning: half the way from guessing to certainty, 0.75 with two labels.</param>
/// <param name="Scores">The scores, the highest first.</param>
public sealed record ShortcutFinding(int Images, double Chance, double WarnAbove, IReadOnlyList<ShortcutScore> Scores);
