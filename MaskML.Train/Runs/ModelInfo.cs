namespace MaskML.Train.Runs;

/// <summary>A model zip in a report.</summary>
/// <param name="Path">Its path, relative to the report's folder.</param>
/// <param name="Sha256">SHA-256 of the zip.</param>
/// <param name="Bytes">Size of the zip.</param>
/// <param name="Backbone">Name of its backbone.</param>
/// <param name="BackboneSha256">SHA-256 of its backbone.</param>
/// <param name="L2">The strength of L2 that was taken.</param>
public sealed record ModelInfo(string Path, string Sha256, long Bytes, string Backbone, string BackboneSha256, double L2);
