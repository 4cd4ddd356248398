using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>The Haar cascade face detector; the defaults are the tutorial's.</summary>
public sealed record HaarOptions
{
    /// <summary>Cascade file; null looks for haarcascade_frontalface_default.xml in the usual places.</summary>
    [ConfigPath]
    public string? Cascade { get; init; }

    /// <summary>Ratio between one searched size and the next.</summary>
    [Range(1.01, 2.0)]
    public double ScaleFactor { get; init; } = 1.07;

    /// <summary>How many overlapping hits make a face.</summary>
    [Range(0, 100)]
    public int MinNeighbors { get; init; } = 4;

    /// <summary>Smallest face that is searched, in pixels.</summary>
    [Range(1, 10000)]
    public int MinSize { get; init; } = 20;
}
