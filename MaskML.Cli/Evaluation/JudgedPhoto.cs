using MaskML.Predict.Faces;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>The annotated and the found faces of a photo.</summary>
/// <param name="Annotated">The annotated faces.</param>
/// <param name="Found">The faces that were found.</param>
internal sealed record JudgedPhoto(IReadOnlyList<AnnotatedFace> Annotated, IReadOnlyList<FoundFace> Found)
{
    /// <summary>Regions in which a found face counts neither as right nor as wrong.</summary>
    public IReadOnlyList<Rect> Ignored { get; init; } = [];
}

/// <summary>A face that was found and labelled.</summary>
/// <param name="Face">Its box and detection score.</param>
/// <param name="Label">Its label, in any spelling.</param>
internal readonly record struct FoundFace(Face Face, string Label);
