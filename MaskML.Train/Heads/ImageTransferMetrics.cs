namespace MaskML.Train.Heads;

/// <summary>How far a training is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Steps done: images, or heads fitted.</param>
/// <param name="Total">Steps in all, or null where the number of rows is not known beforehand.</param>
/// <param name="Candidate">The head that was just fitted, in the phase <see cref="ImageTransferPhase.Head"/>.</param>
public sealed record ImageTransferMetrics(ImageTransferPhase Phase, long Done, long? Total, HeadCandidate? Candidate = null);
