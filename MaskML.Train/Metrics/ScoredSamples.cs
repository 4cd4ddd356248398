using MaskML.Train.Data;

namespace MaskML.Train.Metrics;

/// <summary>A model's answers on labelled images.</summary>
/// <param name="Sha256">SHA-256 of the model zip.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="Samples">The images.</param>
/// <param name="Images">The images as the model judged them, in the same order.</param>
/// <param name="Skipped">What was left out, with the reason.</param>
internal sealed record ScoredSamples(
    string Sha256, IReadOnlyList<string> Labels, IReadOnlyList<Sample> Samples, IReadOnlyList<ScoredImage> Images, IReadOnlyList<SkippedInfo> Skipped);
