namespace MaskML.Train.Audit;

/// <summary>An image whose label is doubtful.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Probability">Probability of its label, by a model that has seen neither it nor a copy of it.</param>
/// <param name="Suggested">The likeliest other label.</param>
/// <param name="SuggestedProbability">Probability of that label.</param>
/// <param name="Likely">
/// Whether its own label is likely wrong: the model is as sure of the other as it is, on average, with that one's own images, or surer
/// than a stated probability.
/// </param>
public sealed record SuspectLabel(string Path, string Label, double Probability, string Suggested, double SuggestedProbability, bool Likely);
