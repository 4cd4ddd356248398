using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Features;

/// <summary>Random views of each training image, beside the plain one.</summary>
[Description("Random views of each training image, beside the plain one.")]
public sealed record ViewsOptions
{
    /// <summary>Random views for each training image.</summary>
    [Description("Random views for each training image; 0 trains on the plain images alone.")]
    [Range(0, 64)]
    public int Count { get; init; } = 1;

    /// <summary>Whether half of the views are mirrored.</summary>
    [Description("Mirror every other view horizontally.")]
    public bool Flip { get; init; } = true;

    /// <summary>Largest zoom in or out, as a share.</summary>
    [Description("Largest zoom in or out, as a share of the size.")]
    [Range(0.0, 0.9)]
    public double Zoom { get; init; } = 0.2;

    /// <summary>Largest shear.</summary>
    [Description("Largest horizontal shear, as a share of the height.")]
    [Range(0.0, 1.0)]
    public double Shear { get; init; } = 0.2;

    /// <summary>Largest rotation in degrees.</summary>
    [Description("Largest rotation, in degrees.")]
    [Range(0.0, 180.0)]
    public double Rotation { get; init; } = 10;

    /// <summary>Largest shift as a share of the size.</summary>
    [Description("Largest shift in either direction, as a share of the size.")]
    [Range(0.0, 0.5)]
    public double Shift { get; init; } = 0.05;

    /// <summary>Largest change of brightness and contrast.</summary>
    [Description("Largest change of brightness and contrast, as a share.")]
    [Range(0.0, 0.9)]
    public double Light { get; init; } = 0.2;
}
