namespace MaskML.Cli.Evaluation;

/// <summary>How a detector and a model do on annotated photos.</summary>
/// <param name="Metrics">The figures.</param>
/// <param name="Detector">Name of the detector.</param>
/// <param name="ModelSha256">SHA-256 of the model zip.</param>
/// <param name="MinSize">Marked faces that are smaller do not count, in pixels.</param>
/// <param name="MillisecondsPerPhoto">Mean time to find and label the faces of a photo, on one thread.</param>
/// <param name="Failed">Photos that could not be judged and are not part of the figures.</param>
public sealed record PhotoEvaluation(
    FaceMetrics Metrics, string Detector, string ModelSha256, int MinSize, double MillisecondsPerPhoto, IReadOnlyList<string> Failed);
