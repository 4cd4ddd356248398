namespace MaskML.Train.Features;

/// <summary>Columns that features are computed from.</summary>
/// <param name="Image">The images, of type <c>MLImage</c>.</param>
/// <param name="Label">The label as a key; null where there is none.</param>
/// <param name="Weight">The weight, a single; null for 1.</param>
/// <param name="ImageKey">32 bytes that stand for the image; null to hash its pixels.</param>
/// <param name="Source">The source of the row, a text; null where all rows come from one.</param>
internal sealed record FeatureColumns(string Image, string? Label, string? Weight, string? ImageKey, string? Source = null);
