using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Configuration;

/// <summary>The YuNet face detector.</summary>
[Description("The YuNet face detector.")]
public sealed record YuNetConfig
{
    /// <summary>The ONNX file; null looks in the usual places.</summary>
    [Description("ONNX file; null looks for face_detection_yunet_2023mar.onnx in the usual places.")]
    [ConfigPath]
    public string? Model { get; init; }

    /// <summary>Side of the square that photos are fitted into, in pixels.</summary>
    [Description("Side of the square that a photo is fitted into, in pixels.")]
    [Range(32, 4096)]
    public int LongSide { get; init; } = 640;

    /// <summary>Lowest score of a face.</summary>
    [Description("Lowest score of a face.")]
    [Range(0.0, 1.0)]
    public double Score { get; init; } = 0.6;

    /// <summary>Overlap from which two boxes are the same face.</summary>
    [Description("Overlap (IoU) from which two boxes are the same face.")]
    [Range(0.0, 1.0)]
    public double Overlap { get; init; } = 0.3;
}
