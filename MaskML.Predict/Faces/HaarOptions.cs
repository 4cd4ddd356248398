using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>The Haar cascade face detector.</summary>
[Description("The Haar cascade face detector; the defaults are the tutorial's.")]
public sealed record HaarOptions
{
    /// <summary>The cascade file; null looks in the usual places.</summary>
    [Description("Cascade file; null looks for haarcascade_frontalface_default.xml in the usual places.")]
    [ConfigPath]
    public string? Cascade { get; init; }

    /// <summary>Ratio between the sizes that are searched.</summary>
    [Description("Ratio between one searched size and the next.")]
    [Range(1.01, 2.0)]
    public double ScaleFactor { get; init; } = 1.07;

    /// <summary>How many overlapping hits make a face.</summary>
    [Description("How many overlapping hits make a face.")]
    [Range(0, 100)]
    public int MinNeighbors { get; init; } = 4;

    /// <summary>Smallest face searched, in pixels.</summary>
    [Description("Smallest face that is searched, in pixels.")]
    [Range(1, 10000)]
    public int MinSize { get; init; } = 20;
}
