namespace MaskML.Serve.Prediction;

/// <summary>How long the steps for a photo took, in milliseconds.</summary>
/// <param name="Decode">Decoding it.</param>
/// <param name="Detect">Finding the faces.</param>
/// <param name="Classify">Cutting and labelling them.</param>
internal sealed record TimingsAnswer(double Decode, double Detect, double Classify);
