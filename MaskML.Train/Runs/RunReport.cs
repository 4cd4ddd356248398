using MaskML.Predict.Modeling;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;

namespace MaskML.Train.Runs;

/// <summary>The figures of a run: the content of <c>metrics.json</c>.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Created">When it began.</param>
/// <param name="Model">The model.</param>
/// <param name="Data">The data.</param>
/// <param name="Validation">Figures of the validation split, on which L2 was chosen.</param>
/// <param name="Test">Figures of the test split, which was scored once.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Candidates">The strengths of L2 that were tried, with their log-loss.</param>
/// <param name="LearningCurve">Accuracy against the number of training images.</param>
/// <param name="Packages">Versions of what wrote the run.</param>
public sealed record RunReport(
    string Run,
    DateTimeOffset Created,
    ModelInfo Model,
    DataInfo Data,
    ClassificationMetrics Validation,
    ClassificationMetrics Test,
    RunTimings Timings,
    IReadOnlyList<HeadCandidate> Candidates,
    IReadOnlyList<LearningPoint> LearningCurve,
    IReadOnlyDictionary<string, string> Packages)
{
    /// <summary>Puts the report together.</summary>
    /// <param name="result">What the run found out.</param>
    /// <param name="timings">Where the time went.</param>
    /// <param name="modelPath">The model zip.</param>
    public static RunReport Of(RunResult result, RunTimings timings, string modelPath)
    {
        ArgumentNullException.ThrowIfNull(result);
        byte[] zip = File.ReadAllBytes(modelPath);
        var model = new ModelInfo(
            Path.GetFileName(modelPath), ModelArchive.Hash(zip), zip.Length, result.Backbone.Name, result.Backbone.Sha256, result.L2);
        return new RunReport(
            result.Name,
            result.Started,
            model,
            DataInfo.Of(result.Dataset, Manifests.Sources(result)),
            result.Validation,
            result.Test,
            timings,
            result.Candidates,
            result.LearningCurve,
            Manifests.Packages());
    }
}
