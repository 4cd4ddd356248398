using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Train.Data;

/// <summary>What to train on.</summary>
[Description("What to train on.")]
public sealed record DataOptions
{
    /// <summary>Data folders; each is a source, and sources weigh alike.</summary>
    [Description("Data folders: DIR/<label>/**, DIR/{Train,Validation,Test}/<label>/**, or photos with an annotations.json. "
        + "Each is a source.")]
    [MinLength(1)]
    [ConfigPath]
    public IReadOnlyList<string> Sources { get; init; } = ["data/sample"];

    /// <summary>Weight of each source in training; empty for sources that weigh alike.</summary>
    [Description("Weight of each source in training, in the order of sources; empty for sources that weigh alike.")]
    [Range(0.001, 1000.0)]
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>Renames labels, or drops those mapped to null.</summary>
    [Description("Renames labels (\"mask\": \"with_mask\") or drops them (\"mask_weared_incorrect\": null). "
        + "Names are compared in snake case.")]
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();

    /// <summary>Lists of images to leave out.</summary>
    [Description("Lists of images to leave out, as audit --write-clean writes them: text files with one path a line, "
        + "inside of the data folder.")]
    [ConfigPath]
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Share of the images that goes to validation where the folder gives no split.</summary>
    [Description("Share of the images for validation, where the folder gives no split.")]
    [Range(0.01, 0.5)]
    public double Validation { get; init; } = 0.15;

    /// <summary>Share of the images that goes to the test split where the folder gives no split.</summary>
    [Description("Share of the images for the test split, where the folder gives no split.")]
    [Range(0.01, 0.5)]
    public double Test { get; init; } = 0.15;

    /// <summary>Largest image accepted, in megapixels.</summary>
    [Description("Larger images are skipped and reported, in megapixels.")]
    [Range(0.01, 1000)]
    public double MaxMegapixels { get; init; } = 100;

    /// <summary>Smallest annotated face that becomes a crop, longer side in pixels.</summary>
    [Description("Annotated faces whose longer side is smaller are left out, in pixels.")]
    [Range(1, 10000)]
    public int MinFace { get; init; } = 12;
}
