namespace MaskML.Serve.Problems;

/// <summary>A kind of error that the service answers with; its type is stable, so that programs can tell errors apart by it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Name">Last part of the type.</param>
/// <param name="Title">What it is, the same for every occurrence.</param>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        new(400, "bad-request", "The request cannot be understood"),
        new(400, "bad-parameter", "A query parameter is wrong"),
        new(400, "bad-photo", "The photo cannot be used"),
        new(400, "bad-multipart", "The multipart body cannot be read"),
        new(400, "one-photo-only", "An annotated picture is made of one photo at a time"),
        new(401, "no-key", "A valid API key is needed"),
        new(404, "not-found", "There is nothing here"),
        new(405, "method-not-allowed", "The method is not allowed here"),
        new(406, "not-acceptable", "No acceptable kind of answer"),
        new(408, "upload-too-slow", "The photo did not arrive in time"),
        new(413, "too-large", "The body is too large"),
        new(413, "too-many-pixels", "The photo has too many pixels"),
        new(413, "too-many-files", "There are too many photos"),
        new(415, "unsupported-media-type", "The content type is not supported"),
        new(429, "busy", "Too many requests at a time"),
        new(500, "fault", "A fault of the service"),
        new(503, "no-turn", "The photo's turn did not come in time"),
        new(503, "not-ready", "The service is not ready"),
        new(503, "detector-unavailable", "The face detector is not available"),
        new(504, "too-slow", "The work took too long"),
    ];

    /// <summary>The kind as an URN, the problem's <c>type</c>.</summary>
    public string Type => "urn:maskml:problem:" + Name;

    /// <summary>A kind by its name.</summary>
    public static ProblemKind Of(string name) => All.First(kind => kind.Name == name);
}
