using System.Text.Json.Nodes;
using MaskML.Predict.Configuration;
using MaskML.Predict.Modeling;
using MaskML.Train.Data;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;

namespace MaskML.Train.Runs;

/// <summary>All that a run found out; the reports are written from it.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Started">When it began.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Effective">The configuration as JSON, paths as written.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Backbone">The backbone.</param>
/// <param name="L2">The strength of L2 that was taken.</param>
/// <param name="Candidates">The strengths that were tried.</param>
/// <param name="Images">Every sample as the model judged it, in the data set's order.</param>
/// <param name="Validation">Figures of the validation split.</param>
/// <param name="Test">Figures of the test split.</param>
/// <param name="LearningCurve">Accuracy against the number of training images; empty where it was not asked for.</param>
public sealed record RunResult(
    string Name,
    DateTimeOffset Started,
    MaskMLConfig Config,
    JsonObject Effective,
    Dataset Dataset,
    BackboneInfo Backbone,
    double L2,
    IReadOnlyList<HeadCandidate> Candidates,
    IReadOnlyList<ScoredImage> Images,
    ClassificationMetrics Validation,
    ClassificationMetrics Test,
    IReadOnlyList<LearningPoint> LearningCurve);
