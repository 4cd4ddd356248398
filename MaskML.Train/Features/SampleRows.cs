using Microsoft.ML.Data;

namespace MaskML.Train.Features;

/// <summary>Samples as rows with images; a crop is cut when its row is read.</summary>
/// <param name="samples">The samples; row i has the id i.</param>
/// <param name="crops">Cuts their crops.</param>
internal sealed class SampleRows(IReadOnlyList<Sample> samples, CropSource crops) : IImageRows
{
    private int last = -1;

    /// <inheritdoc/>
    public ImageRow? TryRead(int worker, Func<byte[], bool> known)
    {
        int i = Interlocked.Increment(ref last);
        if (i >= samples.Count)
        {
            return null;
        }

        Sample sample = samples[i];
        byte[] key = crops.Key(sample);
        Mat? crop = known(key) ? null : crops.Crop(sample);
        string source = sample.File.Source.ToString(CultureInfo.InvariantCulture);
        return new ImageRow(new DataViewRowId((ulong)i, 0), (uint)sample.LabelIndex + 1, sample.Weight, key, crop, source);
    }
}
