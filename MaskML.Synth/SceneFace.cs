using OpenCvSharp;

namespace MaskML.Synth;

/// <summary>A face in a drawn photo.</summary>
/// <param name="Box">From chin to hairline and from ear to ear, in pixels inside the photo.</param>
/// <param name="Label"><c>with_mask</c> or <c>without_mask</c>.</param>
public readonly record struct SceneFace(Rect Box, string Label);
