using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>The YuNet face detector.</summary>
[Description("The YuNet face detector.")]
public sealed record YuNetOptions : IFaceSearchOptions
{
    /// <summary>The ONNX file; null looks in the usual places.</summary>
    [Description("ONNX file; null looks for face_detection_yunet_2023mar.onnx in the usual places.")]
    [ConfigPath]
    public string? Model { get; init; }

    /// <summary>Longest side of what the network sees at once, in pixels.</summary>
    [Description("Longest side of what the network sees at once, in pixels. Larger photos are shrunk to it and searched in tiles too.")]
    [Range(64, 4096)]
    public int LongSide { get; init; } = 960;

    /// <summary>How much photos are enlarged for it, so that small faces are found.</summary>
    [Description("How much photos are enlarged before the search: 1.6 finds faces of 20 pixels.")]
    [Range(0.1, 4.0)]
    public double Magnify { get; init; } = 1.6;

    /// <summary>Whether large photos are searched in tiles too.</summary>
    [Description("Search large photos in tiles too; without them small faces of large photos are lost, and the search is much faster.")]
    public bool Tiles { get; init; } = true;

    /// <summary>Whether the mirrored photo is searched too.</summary>
    [Description("Search the photo mirrored and a quarter larger too, and take the mean of both scores: surer, at two and a half times the cost.")]
    public bool Mirror { get; init; } = true;

    /// <summary>Lowest score of a face.</summary>
    [Description("Lowest score of a face.")]
    [Range(0.0, 1.0)]
    public double Score { get; init; } = 0.5;

    /// <summary>Lowest score of a face that is labelled as bare.</summary>
    [Description("Lowest score of a face with the label without_mask: bare faces are found more surely, and unsure ones are mostly none.")]
    [Range(0.0, 1.0)]
    public double BareScore { get; init; } = 0.75;

    /// <summary>Lowest score of a face that is smaller than <see cref="SmallFace"/>.</summary>
    [Description("Lowest score of a face that is smaller than smallFace: most of what is so small and unsure is none.")]
    [Range(0.0, 1.0)]
    public double SmallScore { get; init; } = 0.85;

    /// <summary>Faces with a smaller longer side need <see cref="SmallScore"/>, in pixels.</summary>
    [Description("Faces whose longer side is smaller need smallScore, in pixels.")]
    [Range(0, 10000)]
    public int SmallFace { get; init; } = 16;

    /// <summary>Overlap from which two boxes are the same face.</summary>
    [Description("Overlap (IoU) from which two boxes are the same face.")]
    [Range(0.0, 1.0)]
    public double Overlap { get; init; } = 0.3;
}
