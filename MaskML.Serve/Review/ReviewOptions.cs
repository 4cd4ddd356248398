using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Serve.Review;

/// <summary>Crops that serve collects so that people label what the model is unsure of.</summary>
public sealed record ReviewOptions
{
    /// <summary>Whether crops are collected and /review shows them. Off by default, because it stores faces.</summary>
    public bool Enabled { get; init; }

    /// <summary>Folder of the crops. What was labelled stands there as LABEL/…, which train takes as a source.</summary>
    [ConfigPath]
    public string Folder { get; init; } = "data/review";

    /// <summary>Share of all faces, sure or not, that is taken at random: it gives the accuracy in the field without bias.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.02;

    /// <summary>Most crops without a label; beyond it the oldest of them are deleted.</summary>
    [Range(1, 100_000)]
    public int MaxCrops { get; init; } = 5000;

    /// <summary>Most MB of crops without a label; beyond it the oldest of them are deleted.</summary>
    [Range(1, 1 << 20)]
    public int Megabytes { get; init; } = 200;

    /// <summary>Days after which a crop without a label is deleted.</summary>
    [Range(1, 3650)]
    public int Days { get; init; } = 30;

    /// <summary>Labels to choose from; empty for those of the live model.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
