using System.Text.Json.Nodes;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;

namespace MaskML.Serve.Contracts;

/// <summary>All runs.</summary>
/// <param name="Live">SHA-256 of the live model; null if there is none.</param>
/// <param name="Previous">SHA-256 of the model that <c>back</c> makes live; null if there is none.</param>
/// <param name="Runs">The runs, the newest first.</param>
internal sealed record RunsAnswer(string? Live, string? Previous, IReadOnlyList<RunAnswer> Runs);

/// <summary>A run in the list.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Created">When it began.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Live">Whether its model is live.</param>
/// <param name="Model">SHA-256 of its model.</param>
/// <param name="Bytes">Size of its model.</param>
/// <param name="Backbone">Its backbone.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="TrainImages">Number of images that it was trained on.</param>
/// <param name="TestImages">Number of images that it was tested on.</param>
/// <param name="TestSet">Hash of the test images; runs with the same one were tested on the same images.</param>
/// <param name="Test">Its metrics on the test images.</param>
/// <param name="Interval95">95 % interval of its accuracy.</param>
internal sealed record RunAnswer(
    string Run,
    DateTimeOffset Created,
    double Seconds,
    bool Live,
    string Model,
    long Bytes,
    string Backbone,
    IReadOnlyList<string> Labels,
    int TrainImages,
    int TestImages,
    string TestSet,
    IReadOnlyDictionary<string, double> Test,
    IReadOnlyList<double> Interval95)
{
    /// <summary>Describes a run.</summary>
    public static RunAnswer Of(StoredRun run)
    {
        RunReport report = run.Report;
        ClassificationMetrics test = report.Test;
        return new RunAnswer(
            report.Run,
            report.Created,
            report.Timings.Total,
            false,
            report.Model.Sha256,
            report.Model.Bytes,
            report.Model.Backbone,
            run.Labels,
            report.Data.Splits["train"].Values.Sum(),
            test.Count,
            run.TestSha256,
            test.Values.Where(value => double.IsFinite(value.Value)).ToDictionary(StringComparer.Ordinal),
            test.Interval95["accuracy"]);
    }
}

/// <summary>A run with everything that its folder says.</summary>
/// <param name="Run">The run as in the list.</param>
/// <param name="Metrics">Its <c>metrics.json</c> without the lists of files.</param>
/// <param name="Configuration">The configuration that it was trained with.</param>
/// <param name="Before">Name of the run before it; null for the first.</param>
/// <param name="Differences">In what its configuration differs from that run's.</param>
internal sealed record RunDetailAnswer(
    RunAnswer Run, JsonObject Metrics, JsonObject Configuration, string? Before, IReadOnlyList<DifferenceAnswer> Differences);

/// <summary>A value in which two runs differ.</summary>
/// <param name="Key">Its path, with dots.</param>
/// <param name="Old">The old value as JSON; null if there is none.</param>
/// <param name="New">The new value as JSON; null if there is none.</param>
internal sealed record DifferenceAnswer(string Key, string? Old, string? New);
