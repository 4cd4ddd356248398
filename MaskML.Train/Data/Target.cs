using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>Something in an image that has a label.</summary>
/// <param name="Label">The label, normalised and mapped.</param>
/// <param name="Box">The face in pixels of the upright photo; null where the whole image is the crop.</param>
public sealed record Target(string Label, Rect? Box);
