using System.Globalization;
using MaskML.Predict.Imaging;
using Microsoft.ML.Data;

namespace MaskML.Train.Data;

/// <summary>A cursor over every n-th sample.</summary>
internal sealed class SampleCursor : DataViewRowCursor
{
    private readonly SampleDataView view;
    private readonly HashSet<int> active;
    private readonly int first;
    private readonly int step;
    private long position = -1;

    public SampleCursor(SampleDataView view, IEnumerable<DataViewSchema.Column> columns, int first, int step)
    {
        this.view = view;
        this.first = first;
        this.step = step;
        active = [.. columns.Select(column => column.Index)];
    }

    /// <inheritdoc/>
    public override long Position => position;

    /// <inheritdoc/>
    public override long Batch => Row;

    /// <inheritdoc/>
    public override DataViewSchema Schema => view.Schema;

    /// <summary>Side of the crops in pixels.</summary>
    public int CropSize => view.Crops.Size;

    private long Row => first + (position * step);

    private Sample Current => view.Samples[checked((int)Row)];

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        position++;
        return Row < view.Samples.Count;
    }

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter = column.Name switch
        {
            SampleDataView.Image => new ValueGetter<MLImage>(GetImage),
            SampleDataView.Label => new ValueGetter<ReadOnlyMemory<char>>(
                (ref ReadOnlyMemory<char> label) => label = Current.Label.AsMemory()),
            SampleDataView.Weight => new ValueGetter<float>((ref float weight) => weight = Current.Weight),
            SampleDataView.Source => new ValueGetter<ReadOnlyMemory<char>>(
                (ref ReadOnlyMemory<char> source) => source = Current.File.Source.ToString(CultureInfo.InvariantCulture).AsMemory()),
            _ => new ValueGetter<VBuffer<byte>>((ref VBuffer<byte> key) => key = new VBuffer<byte>(32, view.Crops.Key(Current))),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column {column.Name} is of type {column.Type}, it was read as {typeof(TValue)}.");
    }

    /// <summary>The crop of the current row as it is cut, owned by the caller.</summary>
    public Mat ReadCrop() => view.Crops.Crop(Current);

    private void GetImage(ref MLImage image)
    {
        // As in ML.NET's own loaders, a caller that passes the image of the previous row no longer needs it.
        image?.Dispose();
        using Mat crop = ReadCrop();
        image = CropTensor.ToMLImage(crop);
    }
}
