using MaskML.Predict.Faces;

namespace MaskML.Predict.Photos;

/// <summary>A face and what the model says of it.</summary>
/// <param name="Face">Where it is.</param>
/// <param name="Label">The likeliest label.</param>
/// <param name="Confidence">Probability of that label, 0..1.</param>
/// <param name="Uncertain">Whether the confidence is low or the face is small, so that the label should not be relied on.</param>
/// <param name="Scores">One probability a label, in the order of the model's labels.</param>
public sealed record LabelledFace(Face Face, string Label, float Confidence, bool Uncertain, IReadOnlyList<float> Scores);
