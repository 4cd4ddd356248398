using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>A face found in a photo.</summary>
/// <param name="Box">The face in pixels, inside the photo.</param>
/// <param name="Score">How sure the detector is, 0..1.</param>
public readonly record struct Face(Rect Box, float Score);
