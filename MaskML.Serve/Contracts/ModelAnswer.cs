using System.Text.Json.Nodes;
using MaskML.Predict.Models;

namespace MaskML.Serve.Contracts;

/// <summary>The live model and the options that a request may choose.</summary>
/// <param name="Name">File name of the model without its extension.</param>
/// <param name="Sha256">SHA-256 of the zip; each prediction names the model that gave it.</param>
/// <param name="Version">1 for the first model since the service started, incremented with each reload.</param>
/// <param name="Since">When the model became live.</param>
/// <param name="Loaded">Whether a model is loaded.</param>
/// <param name="State">healthy; or degraded, if the model file cannot be used and the model loaded before stays live.</param>
/// <param name="Labels">Labels of the model.</param>
/// <param name="Backbone">The model's backbone; null for a zip that MaskML did not write.</param>
/// <param name="Crop">How faces are cropped for the model.</param>
/// <param name="Trained">When the model was trained.</param>
/// <param name="Metrics">Metrics of its training.</param>
/// <param name="Detector">The face detector that auto stands for.</param>
/// <param name="DefaultDetector">The face detector of requests that name none.</param>
/// <param name="Detectors">All face detectors.</param>
/// <param name="UncertainBelow">Labels with a lower confidence are marked as uncertain, unless a request gives another limit.</param>
/// <param name="LastFault">The last failed attempt to load a model, kept after a later success; null if there was none.</param>
/// <param name="Limits">Limits of the service.</param>
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

/// <summary>The backbone of a model.</summary>
/// <param name="Name">Name of the backbone.</param>
/// <param name="Sha256">SHA-256 of its ONNX bytes.</param>
internal sealed record BackboneAnswer(string Name, string Sha256);

/// <summary>A face detector.</summary>
/// <param name="Name">Name of the detector, as a request gives it.</param>
/// <param name="Available">Whether its model is on the server.</param>
internal sealed record DetectorAnswer(string Name, bool Available);

/// <summary>A failed attempt to load a model.</summary>
/// <param name="At">When the attempt failed.</param>
/// <param name="Reason">What was found and what was expected.</param>
/// <param name="Sha256">SHA-256 of the rejected file; null if the file could not be read.</param>
internal sealed record FaultAnswer(DateTimeOffset At, string Reason, string? Sha256);

/// <summary>Limits of the service, from the section <c>serve</c> of the configuration.</summary>
internal sealed record LimitsAnswer(
    int MaxBytes, int MaxTotalBytes, double MaxMegapixels, int MaxFiles, int MaxFaces, int Concurrency, int Queue, double TimeoutSeconds)
{
    /// <summary>The limits that some options set.</summary>
    public static LimitsAnswer Of(ServeOptions options) => new(
        options.MaxBytes,
        options.MaxTotalBytes,
        options.MaxMegapixels,
        options.MaxFiles,
        options.MaxFaces,
        options.Workers,
        options.Queue,
        options.TimeoutSeconds);
}
