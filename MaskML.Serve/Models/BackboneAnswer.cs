namespace MaskML.Serve.Models;

/// <summary>The backbone inside of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its ONNX bytes.</param>
internal sealed record BackboneAnswer(string Name, string Sha256);
