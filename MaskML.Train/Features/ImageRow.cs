using Microsoft.ML.Data;

namespace MaskML.Train.Features;

/// <summary>The columns that features are computed from.</summary>
/// <param name="Image">The images, of type <c>MLImage</c>.</param>
/// <param name="Label">The label as a key; null if there is none.</param>
/// <param name="Weight">The weight, a single; null for a weight of 1.</param>
/// <param name="ImageKey">32 bytes that identify the image; null to hash its pixels.</param>
/// <param name="Source">The source of the row, a text; null if all rows have the same source.</param>
internal sealed record FeatureColumns(string Image, string? Label, string? Weight, string? ImageKey, string? Source = null);

/// <summary>One row with an image.</summary>
/// <param name="Id">Its id; rows are ordered by it.</param>
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

/// <summary>Rows with images, which several workers read at once.</summary>
internal interface IImageRows
{
    /// <summary>Reads the next row of a worker.</summary>
    /// <param name="worker">Number of the worker, from 0.</param>
    /// <param name="known">Called with a row's key before its image is read; returns true if the image is not needed.</param>
    /// <returns>The row, or null at the end.</returns>
    ImageRow? TryRead(int worker, Func<byte[], bool> known);
}
