using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>MaskML's own face detector, masknet-face.</summary>
public sealed record MaskNetFaceOptions : IFaceSearchOptions
{
    /// <summary>ONNX file; null looks for masknet-face.onnx in the usual places.</summary>
    [ConfigPath]
    public string? Model { get; init; }

    /// <summary>Longest side of what the network sees at once, in pixels. Larger photos are searched in tiles too.</summary>
    [Range(64, 4096)]
    public int LongSide { get; init; } = 640;

    /// <summary>Largest factor by which photos are enlarged: 1.5 finds faces of 10 pixels.</summary>
    [Range(0.1, 4.0)]
    public double Magnify { get; init; } = 1.5;

    /// <summary>
    /// Search large photos in tiles too; without them small faces of large photos are lost, and the search is much faster.
    /// </summary>
    public bool Tiles { get; init; } = true;

    /// <summary>Lowest score of a face: how well its box is expected to fit.</summary>
    [Range(0.01, 1.0)]
    public double Score { get; init; } = 0.46;

    /// <summary>Lowest score of a face whose longer side is below 20 pixels.</summary>
    [Range(0.01, 1.0)]
    public double SmallScore { get; init; } = 0.58;

    /// <summary>Threads for one photo; 0 takes all cores.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
