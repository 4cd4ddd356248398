namespace MaskML.Train.Heads;

/// <summary>One strength of L2 that was tried.</summary>
/// <param name="L2">The strength.</param>
/// <param name="LogLoss">Log-loss on the validation rows, or the mean over the folds, in nats.</param>
public sealed record HeadCandidate(double L2, double LogLoss);
