using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Predict.Faces;

/// <summary>MaskML's own face detector.</summary>
[Description("MaskML's own face detector, masknet-face.")]
public sealed record MaskNetFaceOptions : IFaceSearchOptions
{
    /// <summary>The ONNX file; null looks in the usual places.</summary>
    [Description("ONNX file; null looks for masknet-face.onnx in the usual places.")]
    [ConfigPath]
    public string? Model { get; init; }

    /// <summary>Longest side of what the network sees at once, in pixels.</summary>
    [Description("Longest side of what the network sees at once, in pixels. Larger photos are shrunk to it and searched in tiles too.")]
    [Range(64, 4096)]
    public int LongSide { get; init; } = 640;

    /// <summary>How much photos are enlarged for it, so that small faces are found.</summary>
    [Description("How much photos are enlarged before the search: 1.6 finds faces of 10 pixels.")]
    [Range(0.1, 4.0)]
    public double Magnify { get; init; } = 1.6;

    /// <summary>Whether large photos are searched in tiles too.</summary>
    [Description("Search large photos in tiles too; without them small faces of large photos are lost, and the search is much faster.")]
    public bool Tiles { get; init; } = true;

    /// <summary>Whether the mirrored photo is searched too.</summary>
    [Description("Search the mirrored photo too and take the mean of both scores: surer, at more than twice the time.")]
    public bool Mirror { get; init; } = true;

    /// <summary>Lowest score of a face.</summary>
    [Description("Lowest score of a face: how well its box is expected to fit.")]
    [Range(0.01, 1.0)]
    public double Score { get; init; } = 0.46;

    /// <summary>Lowest score of a face that turns out to be bare.</summary>
    [Description("Lowest score of a face that turns out to be bare, where higher than score: loses bare faces, and things taken for bare faces.")]
    [Range(0.01, 1.0)]
    public double BareScore { get; init; } = 0.46;

    /// <summary>Lowest score of a face that is smaller than <see cref="SmallFace"/>.</summary>
    [Description("Lowest score of a face that is smaller than smallFace.")]
    [Range(0.01, 1.0)]
    public double SmallScore { get; init; } = 0.53;

    /// <summary>Lowest score of a face that is smaller than <see cref="SmallFace"/> and turns out to be bare.</summary>
    [Description("Lowest score of a face that is smaller than smallFace and turns out to be bare: of what is so small, unsure and bare, most is none.")]
    [Range(0.01, 1.0)]
    public double SmallBareScore { get; init; } = 0.6;

    /// <summary>Faces with a smaller longer side need <see cref="SmallScore"/> or <see cref="SmallBareScore"/>, in pixels.</summary>
    [Description("Faces whose longer side is smaller need smallScore or smallBareScore, in pixels.")]
    [Range(0, 10000)]
    public int SmallFace { get; init; } = 20;

    /// <summary>Overlap from which two boxes are the same face.</summary>
    [Description("Overlap (IoU) from which two boxes are the same face.")]
    [Range(0.0, 1.0)]
    public double Overlap { get; init; } = 0.4;

    /// <summary>Threads for one photo; 0 takes all cores.</summary>
    [Description("Threads for one photo; 0 takes all cores.")]
    [Range(0, 1024)]
    public int Threads { get; init; }
}
