using MaskML.Train.Data;

namespace MaskML.Train.Metrics;

/// <summary>A model's figures on a folder: the content of <c>evaluate --json</c>.</summary>
/// <param name="Model">SHA-256 of the model zip.</param>
/// <param name="Data">The folder.</param>
/// <param name="Evaluation">The figures.</param>
/// <param name="Skipped">What was left out, with the reason.</param>
public sealed record EvaluationResult(string Model, string Data, ClassificationMetrics Evaluation, IReadOnlyList<SkippedInfo> Skipped);
