using Microsoft.ML.Data;

namespace MaskML.Train.Features;

/// <summary>The columns that features are computed from.</summary>
/// <param name="Image">The images, of type <c>MLImage</c>.</param>
/// <param name="Label">The label as a key; null if there is none.</param>
/// <param name="Weight">The weight, a single; null for a weight of 1.</param>
/// <param name="ImageKey">32 bytes that identify the image; null to hash its pixels.</param>
/// <param name="Source">The source of the row, a text; null if all rows have the same source.</param>
internal sealed record FeatureColumns(string Image, string? Label, string? Weight, string? ImageKey, string? Source = null);

/// <summary>One row of a data view.</summary>
/// <param name="Id">Its id in the data view.</param>
/// <param name="Label">Its label as a key: 1 for the first label, 0 for none.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Key">32 bytes that identify the image.</param>
/// <param name="Crop">The BGR crop; null if the caller does not need it.</param>
/// <param name="Source">Its source; empty if unknown.</param>
internal sealed record ImageRow(DataViewRowId Id, uint Label, float Weight, byte[] Key, Mat? Crop, string Source) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Crop?.Dispose();
}
