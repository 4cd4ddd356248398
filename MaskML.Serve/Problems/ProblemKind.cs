namespace MaskML.Serve.Problems;

/// <summary>A kind of error answer. Its type is stable, so that clients can distinguish errors by it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Name">Last part of the type.</param>
/// <param name="Title">Short description, the same for all errors of this kind.</param>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        new(400, "bad-request", "The request cannot be understood"),
        new(400, "bad-parameter", "A query parameter is wrong"),
        new(400, "bad-photo", "The photo cannot be used"),
        new(400, "bad-multipart", "The multipart body cannot be read"),
        new(400, "one-photo-only", "Only one photo can be annotated in a request"),
        new(401, "no-key", "A valid API key is needed"),
        new(403, "wrong-origin", "The page of another origin may not ask this"),
        new(403, "key-needed", "Only a service with a key allows this"),
        new(404, "not-found", "The path does not exist"),
        new(404, "no-picture", "The camera gives no pictures"),
        new(404, "review-off", "Nothing is reviewed here"),
        new(405, "method-not-allowed", "The method is not allowed here"),
        new(406, "not-acceptable", "The requested content type is not available"),
        new(408, "upload-too-slow", "The photo did not arrive in time"),
        new(409, "changed", "Somebody else has answered in the meantime"),
        new(409, "conflict", "The service is not in the state for this"),
        new(409, "worse", "The model is worse than the live one"),
        new(409, "not-comparable", "The models cannot be compared"),
        new(409, "no-previous-model", "There is no model to go back to"),
        new(409, "training-runs", "A training runs already"),
        new(409, "no-training", "This service trains nothing"),
        new(413, "too-large", "The body is too large"),
        new(413, "too-many-pixels", "The photo has too many pixels"),
        new(413, "too-many-files", "There are too many photos"),
        new(415, "unsupported-media-type", "The content type is not supported"),
        new(421, "wrong-host", "The service does not have this name"),
        new(429, "busy", "Too many requests at the same time"),
        new(500, "fault", "The service failed unexpectedly"),
        new(503, "no-turn", "No worker was free in time"),
        new(503, "not-ready", "The service is not ready"),
        new(503, "detector-unavailable", "The face detector is not available"),
        new(504, "too-slow", "The work took too long"),
    ];

    /// <summary>The problem's <c>type</c>, a URN.</summary>
    public string Type => "urn:maskml:problem:" + Name;

    /// <summary>A kind by its name.</summary>
    public static ProblemKind Of(string name) => All.First(kind => kind.Name == name);
}
