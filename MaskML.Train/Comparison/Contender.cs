using System.Text.Json.Nodes;
using MaskML.Train.Metrics;
using OpenCvSharp;

namespace MaskML.Train.Comparison;

/// <summary>A model with its answers on labelled images.</summary>
/// <param name="Name">Name of the run, or path of the zip.</param>
/// <param name="Sha256">SHA-256 of the zip.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="Images">The images.</param>
/// <param name="Pictures">Where the images are, in the same order; null for one that was not found.</param>
/// <param name="Configuration">The configuration that it was trained with.</param>
/// <param name="Data">What is known of its training data.</param>
internal sealed record Contender(
    string Name,
    string Sha256,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ScoredImage> Images,
    IReadOnlyList<(string? File, Rect? Box)> Pictures,
    JsonObject Configuration,
    JsonObject Data);
