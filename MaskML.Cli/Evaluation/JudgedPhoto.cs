using MaskML.Train.Data;

namespace MaskML.Cli.Evaluation;

/// <summary>What is in a photo, and what was found in it.</summary>
/// <param name="Annotated">The faces that somebody has marked.</param>
/// <param name="Found">The faces that were found.</param>
public sealed record JudgedPhoto(IReadOnlyList<AnnotatedFace> Annotated, IReadOnlyList<FoundFace> Found);
