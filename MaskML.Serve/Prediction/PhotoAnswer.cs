using System.ComponentModel;

namespace MaskML.Serve.Prediction;

/// <summary>
/// What is said of a photo, as <c>PredictionLine</c> writes it: the shape for the OpenAPI document, and for clients that read answers.
/// </summary>
internal sealed record PhotoAnswer
{
    /// <summary>The photo's name.</summary>
    [Description("Name of the file, as the request gives it; 'body' where it gives none.")]
    public required string Source { get; init; }

    /// <summary>Width in pixels.</summary>
    [Description("Width of the upright photo in pixels.")]
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    [Description("Height of the upright photo in pixels.")]
    public required int Height { get; init; }

    /// <summary>The faces.</summary>
    [Description("Its faces.")]
    public required IReadOnlyList<FaceAnswer> Faces { get; init; }

    /// <summary>Faces that were found and not judged.</summary>
    [Description("Faces that were found and not judged, because there were more than serve.maxFaces; absent where there were none.")]
    public int? LeftOut { get; init; }

    /// <summary>The model.</summary>
    [Description("SHA-256 of the model that gave this answer.")]
    public required string Model { get; init; }

    /// <summary>How long it took.</summary>
    [Description("How long the steps took, in milliseconds.")]
    public required TimingsAnswer Milliseconds { get; init; }

    /// <summary>The annotated picture.</summary>
    [Description("The picture with the faces drawn in, as a data: URI; with annotate=true and Accept: application/json alone.")]
    public string? Picture { get; init; }
}
