namespace MaskML.Predict.Models;

/// <summary>The backbone of a model, as its manifest names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its ONNX bytes, in lower-case hexadecimal digits.</param>
/// <param name="InputSize">Side of its input in pixels.</param>
/// <param name="FeatureCount">Number of its features.</param>
public sealed record BackboneInfo(string Name, string Sha256, int InputSize, int FeatureCount);
