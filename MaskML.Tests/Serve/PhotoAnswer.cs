namespace MaskML.Tests.Serve;

// What PredictionLine writes, as clients read it; a test compares it with the OpenAPI document.

/// <summary>The prediction for a photo.</summary>
/// <param name="Source">Name of the file, as the request gives it; 'body' if it gives none.</param>
/// <param name="Width">Width of the upright photo in pixels.</param>
/// <param name="Height">Height of the upright photo in pixels.</param>
/// <param name="Faces">The faces in the photo.</param>
/// <param name="Model">SHA-256 of the model that gave this answer.</param>
/// <param name="Milliseconds">Duration of each step in milliseconds.</param>
internal sealed record PhotoAnswer(
    string Source, int Width, int Height, IReadOnlyList<FaceAnswer> Faces, string Model, TimingsAnswer Milliseconds)
{
    /// <summary>Faces that were found and not judged because the photo has more than serve.maxFaces; absent if there are none.</summary>
    public int? LeftOut { get; init; }

    /// <summary>The annotated picture as a data: URI; only with annotate=true and Accept: application/json.</summary>
    public string? Picture { get; init; }
}

/// <summary>A face in a photo.</summary>
/// <param name="X">Left edge of the face in pixels.</param>
/// <param name="Y">Upper edge of the face in pixels.</param>
/// <param name="Width">Width of the face in pixels.</param>
/// <param name="Height">Height of the face in pixels.</param>
/// <param name="Detection">Score of the face detector, 0 to 1.</param>
/// <param name="Label">The most probable label.</param>
/// <param name="Confidence">Probability of the label, 0 to 1.</param>
/// <param name="Uncertain">Whether the confidence is low or the face is small, so that the label is not reliable.</param>
/// <param name="Scores">Probability of each label, 0 to 1.</param>
internal sealed record FaceAnswer(
    int X,
    int Y,
    int Width,
    int Height,
    double Detection,
    string Label,
    double Confidence,
    bool Uncertain,
    IReadOnlyDictionary<string, double> Scores);

/// <summary>Duration of the steps for a photo in milliseconds.</summary>
/// <param name="Decode">Decoding the photo.</param>
/// <param name="Detect">Finding the faces.</param>
/// <param name="Classify">Cropping and labelling the faces.</param>
internal sealed record TimingsAnswer(double Decode, double Detect, double Classify);

/// <summary>A photo that could not be used, among several in one request.</summary>
/// <param name="Source">Name of the file, as the request gives it.</param>
/// <param name="Error">Why the photo could not be used.</param>
internal sealed record PhotoFailure(string Source, string Error);
