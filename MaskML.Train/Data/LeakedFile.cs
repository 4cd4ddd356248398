namespace MaskML.Train.Data;

/// <summary>An image left out because the given splits hold a copy of it on another side.</summary>
/// <param name="File">The image that is left out.</param>
/// <param name="CopyOf">The copy that stays.</param>
/// <param name="CopySplit">The split in which the copy stays.</param>
public sealed record LeakedFile(ImageFile File, ImageFile CopyOf, Split CopySplit);
