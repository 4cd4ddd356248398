namespace MaskML.Cli.Evaluation;

/// <summary>The evaluation of a detector and a model on a set of annotated photos.</summary>
/// <param name="Set">The set, by the name that the caller gave.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Detector">Name of the detector.</param>
/// <param name="ModelSha256">SHA-256 of the model zip.</param>
/// <param name="MinSize">Minimum size of annotated faces, in pixels.</param>
/// <param name="MillisecondsPerPhoto">Mean time to find and label the faces of a photo, on one thread.</param>
/// <param name="Failed">Photos that could not be analysed and are left out.</param>
internal sealed record PhotoEvaluation(
    string Set,
    FaceMetrics Metrics,
    string Detector,
    string ModelSha256,
    int MinSize,
    double MillisecondsPerPhoto,
    IReadOnlyList<string> Failed);
