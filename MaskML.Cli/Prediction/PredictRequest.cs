namespace MaskML.Cli.Prediction;

/// <summary>The arguments of <c>predict</c>.</summary>
/// <param name="Paths">Photos, folders of photos, videos, cameras and streams.</param>
/// <param name="Out">Folder for annotated pictures and videos; null for none.</param>
/// <param name="Json">File for JSON lines; <see cref="StandardOutput"/> for standard output; null for none.</param>
internal sealed record PredictRequest(IReadOnlyList<string> Paths, string? Out, string? Json)
{
    /// <summary>Stands for standard output in place of a file.</summary>
    public const string StandardOutput = "-";
}
