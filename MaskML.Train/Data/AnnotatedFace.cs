using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>A face that somebody has marked in a photo.</summary>
/// <param name="Label">Its label, as the file spells it.</param>
/// <param name="Box">The face in pixels of the upright photo; it may reach beyond it.</param>
public sealed record AnnotatedFace(string Label, Rect Box);
