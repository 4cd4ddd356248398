using MaskML.Predict.Faces;

namespace MaskML.Cli.Evaluation;

/// <summary>A face that was found and labelled, to be compared with what somebody has marked.</summary>
/// <param name="Face">Where it is, and how sure the detector is.</param>
/// <param name="Label">Its label, in any spelling.</param>
public readonly record struct FoundFace(Face Face, string Label);
