namespace MaskML.Train.Data;

/// <summary>A label of an image or of a face in it.</summary>
/// <param name="Label">The label, normalised and mapped.</param>
/// <param name="Box">The face in pixels of the upright photo; null where the whole image is the crop.</param>
public sealed record Target(string Label, Rect? Box);

/// <summary>An image file with its labels, as the scan found it; its content has not been read yet.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="RelativePath">Path inside its source, with forward slashes.</param>
/// <param name="Source">Index of its source in the configuration.</param>
/// <param name="GivenSplit">The split that its folder gives; null where the folder gives none.</param>
/// <param name="Targets">One target without a box, or the annotated faces.</param>
public sealed record ImageFile(string Path, string RelativePath, int Source, Split? GivenSplit, IReadOnlyList<Target> Targets);

/// <summary>An image file that can be used.</summary>
/// <param name="File">The file.</param>
/// <param name="Targets">Its usable targets: boxes are clipped to the photo; those outside or too small are left out.</param>
/// <param name="ContentHash">SHA-256 of the file's bytes.</param>
/// <param name="Width">Width of the upright picture in pixels.</param>
/// <param name="Height">Height of the upright picture in pixels.</param>
internal sealed record InspectedFile(
    ImageFile File, IReadOnlyList<Target> Targets, ReadOnlyMemory<byte> ContentHash, int Width, int Height);

/// <summary>A file, a folder or a box that is left out.</summary>
/// <param name="RelativePath">Path inside its source, with forward slashes.</param>
/// <param name="Reason">Why it is left out.</param>
/// <param name="Source">Index of its source in the configuration.</param>
public sealed record SkippedFile(string RelativePath, string Reason, int Source = 0);

/// <summary>Something that was left out, in a report.</summary>
/// <param name="Path">Path inside its source.</param>
/// <param name="Reason">Why it is left out.</param>
public sealed record SkippedInfo(string Path, string Reason);
