using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>What is in a photo, and what was found in it.</summary>
/// <param name="Annotated">The faces that somebody has marked.</param>
/// <param name="Found">The faces that were found.</param>
public sealed record JudgedPhoto(IReadOnlyList<AnnotatedFace> Annotated, IReadOnlyList<FoundFace> Found)
{
    /// <summary>Regions in which a found face counts neither as right nor as wrong.</summary>
    public IReadOnlyList<Rect> Ignored { get; init; } = [];
}
