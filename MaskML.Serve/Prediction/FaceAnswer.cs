using System.ComponentModel;

namespace MaskML.Serve.Prediction;

/// <summary>What is said of a face.</summary>
internal sealed record FaceAnswer
{
    /// <summary>Left edge.</summary>
    [Description("Left edge of the face in pixels.")]
    public required int X { get; init; }

    /// <summary>Upper edge.</summary>
    [Description("Upper edge of the face in pixels.")]
    public required int Y { get; init; }

    /// <summary>Width.</summary>
    [Description("Width in pixels.")]
    public required int Width { get; init; }

    /// <summary>Height.</summary>
    [Description("Height in pixels.")]
    public required int Height { get; init; }

    /// <summary>How sure the detector is.</summary>
    [Description("How sure the face detector is, 0 to 1.")]
    public required double Detection { get; init; }

    /// <summary>The likeliest label.</summary>
    [Description("The likeliest label.")]
    public required string Label { get; init; }

    /// <summary>Its probability.</summary>
    [Description("Its probability, 0 to 1.")]
    public required double Confidence { get; init; }

    /// <summary>Whether it should not be relied on.</summary>
    [Description("Whether the confidence is low or the face is small, so that the label should not be relied on.")]
    public required bool Uncertain { get; init; }

    /// <summary>One probability a label.</summary>
    [Description("One probability a label.")]
    public required IReadOnlyDictionary<string, double> Scores { get; init; }
}
