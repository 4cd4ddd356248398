using MaskML.Predict.Models;
using MaskML.Train.Heads;

namespace MaskML.Train.Runs;

/// <summary>A model zip in a report.</summary>
/// <param name="Path">Its path, relative to the folder of the report.</param>
/// <param name="Sha256">SHA-256 of the zip.</param>
/// <param name="Bytes">Size of the zip.</param>
/// <param name="Backbone">Name of its backbone.</param>
/// <param name="BackboneSha256">SHA-256 of its backbone.</param>
/// <param name="L2">The chosen strength of L2; null if the trainer has none.</param>
public sealed record ModelInfo(string Path, string Sha256, long Bytes, string Backbone, string BackboneSha256, double? L2);

/// <summary>Where the time of a run went, in seconds of wall-clock time.</summary>
/// <param name="Decode">Reading and hashing; decoding, cropping and running the backbone on new files; the search for duplicates.</param>
/// <param name="Features">Reading cached features, and running the backbone on views that are not cached.</param>
/// <param name="Head">Fitting the heads.</param>
/// <param name="LearningCurve">Fitting the heads of the learning curve.</param>
/// <param name="Total">From the first file to the saved model including the learning curve, without the files of the report.</param>
/// <param name="CacheHits">Number of views whose features an earlier run had computed.</param>
public sealed record RunTimings(double Decode, double Features, double Head, double LearningCurve, double Total, long CacheHits);

/// <summary>Metrics of a head that was fitted to a share of the training images.</summary>
/// <param name="Share">The share.</param>
/// <param name="Images">Number of images in it.</param>
/// <param name="Accuracy">Accuracy on the test split.</param>
/// <param name="Interval95">95 % interval of the accuracy, lower and upper bound.</param>
/// <param name="MacroAccuracy">Mean recall on the test split.</param>
public sealed record LearningPoint(double Share, int Images, double Accuracy, IReadOnlyList<double> Interval95, double MacroAccuracy);

/// <summary>The report of a run: the content of <c>metrics.json</c>.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Created">When it began.</param>
/// <param name="Model">The model.</param>
/// <param name="Data">The data.</param>
/// <param name="Validation">Metrics of the validation split, on which L2 is chosen.</param>
/// <param name="Test">Metrics of the test split, which is scored once.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Candidates">The strengths of L2 that were tried, with their log-loss.</param>
/// <param name="LearningCurve">Accuracy against the number of training images.</param>
/// <param name="Packages">Versions of the program and its packages.</param>
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
    /// <summary>Creates the report of a run.</summary>
    /// <param name="result">What the run produced.</param>
    /// <param name="timings">Where the time went.</param>
    /// <param name="modelPath">The model zip.</param>
    internal static RunReport Of(RunResult result, RunTimings timings, string modelPath)
    {
        byte[] zip = File.ReadAllBytes(modelPath);
        BackboneInfo backbone = result.Backbone;
        return new RunReport(
            result.Name,
            result.Started,
            new ModelInfo(Path.GetFileName(modelPath), ModelArchive.Hash(zip), zip.Length, backbone.Name, backbone.Sha256, result.L2),
            result.Data,
            result.Validation,
            result.Test,
            timings,
            result.Candidates,
            result.LearningCurve,
            PackageVersions.All);
    }
}
