using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Imaging;

/// <summary>How faces are cut from photos.</summary>
public sealed record CropOptions
{
    /// <summary>Share of the face's longer side that is added on each side of it.</summary>
    [Range(0.0, 2.0)]
    public double Margin { get; init; } = 0.15;
}
