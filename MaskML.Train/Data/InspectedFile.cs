namespace MaskML.Train.Data;

/// <summary>An image that can be used.</summary>
/// <param name="File">The file.</param>
/// <param name="Targets">Its usable targets: boxes are cut off at the photo's edges, those outside or too small are left out.</param>
/// <param name="ContentHash">SHA-256 of the file's bytes.</param>
/// <param name="Width">Width of the upright picture in pixels.</param>
/// <param name="Height">Height of the upright picture in pixels.</param>
/// <param name="Fingerprint">What near-duplicates are recognised by.</param>
public sealed record InspectedFile(
    ImageFile File, IReadOnlyList<Target> Targets, ReadOnlyMemory<byte> ContentHash, int Width, int Height, Fingerprint Fingerprint);
