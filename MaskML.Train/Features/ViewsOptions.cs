using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Features;

/// <summary>Random views of each training image, beside the plain one.</summary>
public sealed record ViewsOptions
{
    /// <summary>Random views for each training image; 0 trains on the plain images alone.</summary>
    [Range(0, 64)]
    public int Count { get; init; } = 1;

    /// <summary>Mirror every other view horizontally.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Largest zoom in or out, as a share of the size.</summary>
    [Range(0.0, 0.9)]
    public double Zoom { get; init; } = 0.2;

    /// <summary>Largest horizontal shear, as a share of the height.</summary>
    [Range(0.0, 1.0)]
    public double Shear { get; init; } = 0.2;

    /// <summary>Largest rotation, in degrees.</summary>
    [Range(0.0, 180.0)]
    public double Rotation { get; init; } = 10;

    /// <summary>Largest shift in either direction, as a share of the size.</summary>
    [Range(0.0, 0.5)]
    public double Shift { get; init; } = 0.05;

    /// <summary>Largest change of brightness and contrast, as a share.</summary>
    [Range(0.0, 0.9)]
    public double Light { get; init; } = 0.2;
}
