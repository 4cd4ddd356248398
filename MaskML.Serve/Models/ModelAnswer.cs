using System.Text.Json.Nodes;
using MaskML.Predict.Models;

namespace MaskML.Serve.Models;

/// <summary>Which model answers, what it is, and what a request may ask for.</summary>
/// <param name="Name">File name of the model without its extension.</param>
/// <param name="Sha256">SHA-256 of the zip; every answer names the one that gave it.</param>
/// <param name="Version">1 for the first model since the service started, one more after each reload.</param>
/// <param name="Since">When it took over.</param>
/// <param name="Loaded">Whether there is one.</param>
/// <param name="State">healthy; or degraded, while the file holds something that cannot be used and this model goes on answering.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Backbone">The backbone inside; null for a zip that MaskML did not write.</param>
/// <param name="Crop">How faces are cut for it.</param>
/// <param name="Trained">When it was trained.</param>
/// <param name="Metrics">What its training measured.</param>
/// <param name="Detector">The face detector that auto stands for.</param>
/// <param name="DefaultDetector">The face detector of requests that name none.</param>
/// <param name="Detectors">All of them.</param>
/// <param name="UncertainBelow">Labels with a lower confidence are marked as uncertain, unless a request says otherwise.</param>
/// <param name="LastFault">The last attempt to load that failed, kept after a later success; null if there was none.</param>
/// <param name="Limits">The service's limits.</param>
internal sealed record ModelAnswer(
    string Name,
    string? Sha256,
    long Version,
    DateTimeOffset? Since,
    bool Loaded,
    string State,
    IReadOnlyList<string> Labels,
    BackboneAnswer? Backbone,
    CropInfo? Crop,
    DateTimeOffset? Trained,
    JsonObject? Metrics,
    string Detector,
    string DefaultDetector,
    IReadOnlyList<DetectorAnswer> Detectors,
    double UncertainBelow,
    FaultAnswer? LastFault,
    LimitsAnswer Limits);
