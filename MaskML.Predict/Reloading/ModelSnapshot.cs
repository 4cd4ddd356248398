using MaskML.Predict.Models;

namespace MaskML.Predict.Reloading;

/// <summary>
/// The bytes of a model as they were at one moment. Hash, checks and loading all see these, whatever happens to the file meanwhile.
/// </summary>
/// <param name="Bytes">The zip.</param>
/// <param name="Where">Where it comes from, for messages.</param>
internal sealed record ModelSnapshot(byte[] Bytes, string Where)
{
    /// <summary>SHA-256 of the zip.</summary>
    public string Sha256 { get; } = ModelArchive.Hash(Bytes);
}
