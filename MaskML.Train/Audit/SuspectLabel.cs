namespace MaskML.Train.Audit;

/// <summary>An image whose label is doubtful.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Probability">Probability of its label, by a model that has seen neither it nor a copy of it.</param>
/// <param name="Suggested">The label that this model takes for the likeliest.</param>
/// <param name="SuggestedProbability">Probability of that label.</param>
/// <param name="Likely">Whether the model is at least as sure as it is with that label's own images on average.</param>
public sealed record SuspectLabel(string Path, string Label, double Probability, string Suggested, double SuggestedProbability, bool Likely);
