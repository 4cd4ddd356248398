using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>The YuNet face detector.</summary>
public sealed record YuNetOptions : IFaceSearchOptions
{
    /// <summary>ONNX file; null looks for face_detection_yunet_2023mar.onnx in the usual places.</summary>
    [ConfigPath]
    public string? Model { get; init; }

    /// <summary>Longest side of what the network sees at once, in pixels. Larger photos are searched in tiles too.</summary>
    [Range(64, 4096)]
    public int LongSide { get; init; } = 960;

    /// <summary>Largest factor by which photos are enlarged: 1.5 finds faces of 20 pixels.</summary>
    [Range(0.1, 4.0)]
    public double Magnify { get; init; } = 1.5;

    /// <summary>
    /// Search large photos in tiles too; without them small faces of large photos are lost, and the search is much faster.
    /// </summary>
    public bool Tiles { get; init; } = true;

    /// <summary>Lowest score of a face.</summary>
    [Range(0.0, 1.0)]
    public double Score { get; init; } = 0.6;

    /// <summary>Lowest score of a face whose longer side is below 20 pixels.</summary>
    [Range(0.0, 1.0)]
    public double SmallScore { get; init; } = 0.75;
}
