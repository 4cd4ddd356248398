using Microsoft.ML.Data;
using OpenCvSharp;

namespace MaskML.Train.Features;

/// <summary>One row as it was read.</summary>
/// <param name="Id">Its id in the data view.</param>
/// <param name="Label">Its label as a key: 1 for the first label, 0 for none.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Key">32 bytes that stand for the image.</param>
/// <param name="Crop">The BGR crop; null if the reader was told that it is not needed.</param>
/// <param name="Source">Where it comes from; empty where nothing is said of it.</param>
internal sealed record ImageRow(DataViewRowId Id, uint Label, float Weight, byte[] Key, Mat? Crop, string Source) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Crop?.Dispose();
}
