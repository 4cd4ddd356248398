namespace MaskML.Cli.Prediction;

/// <summary>The arguments of <c>predict</c>.</summary>
/// <param name="Paths">Photos, folders of photos, videos, cameras and streams.</param>
/// <param name="Out">Folder for annotated pictures and videos; null for none.</param>
/// <param name="Json">File for JSON lines; - for standard output; null for none.</param>
/// <param name="Blur">Whether faces are made unrecognisable in annotated pictures and videos.</param>
/// <param name="GateExit">Whether the exit code says that somebody was seen without a mask.</param>
internal sealed record PredictRequest(IReadOnlyList<string> Paths, string? Out, string? Json, bool Blur, bool GateExit)
{
    /// <summary>Whether workers of the fleet judge the photos.</summary>
    public bool OnFleet { get; init; }

    /// <summary>Name of the job on the fleet; null for one that follows from the paths.</summary>
    public string? Job { get; init; }
}
