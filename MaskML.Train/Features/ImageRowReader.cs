using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace MaskML.Train.Features;

/// <summary>
/// Reads labelled images from a data view with several workers. A view with several cursors is read in parallel; on a single cursor the
/// workers take turns. The images belong to the caller and are not disposed here.
/// </summary>
internal sealed class ImageRowReader : IImageRows, IDisposable
{
    private readonly Source[] sources;
    private readonly StockResizer resizer;

    /// <summary>Opens the cursors.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="workers">Number of workers.</param>
    /// <param name="size">Side of the crops in pixels.</param>
    public ImageRowReader(IDataView input, FeatureColumns columns, int workers, int size)
    {
        DataViewSchema schema = input.Schema;
        var wanted = new List<DataViewSchema.Column> { schema[columns.Image] };
        string?[] optional = [columns.Label, columns.Weight, columns.ImageKey, columns.Source];
        wanted.AddRange(optional.OfType<string>().Select(name => schema[name]));
        DataViewRowCursor[] cursors = input.GetRowCursorSet(wanted, workers);
        sources = [.. cursors.Select(cursor => new Source(cursor, columns))];
        resizer = new StockResizer(size);
    }

    /// <inheritdoc/>
    public ImageRow? TryRead(int worker, Func<byte[], bool> known)
    {
        Source source = sources[worker % sources.Length];
        lock (source)
        {
            if (!source.Cursor.MoveNext())
            {
                return null;
            }

            (DataViewRowId id, uint label, float weight) = source.ReadScalars();
            byte[]? key = source.ReadKey();
            if (key is not null && known(key))
            {
                return new ImageRow(id, label, weight, key, null, source.ReadName());
            }

            Mat crop = source.ReadCrop(resizer)
                ?? throw new InputException($"Row {id} has no image, expected one in the column {source.ImageColumn}.");
            return new ImageRow(id, label, weight, key ?? HashPixels(crop), crop, source.ReadName());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Source source in sources)
        {
            source.Cursor.Dispose();
        }
    }

    private static unsafe byte[] HashPixels(Mat crop) =>
        SHA256.HashData(new ReadOnlySpan<byte>((void*)crop.Data, checked((int)(crop.Total() * crop.ElemSize()))));

    /// <summary>One cursor with its getters.</summary>
    private sealed class Source(DataViewRowCursor cursor, FeatureColumns columns)
    {
        private readonly ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        private readonly ValueGetter<MLImage> getImage = Getter<MLImage>(cursor, columns.Image)!;
        private readonly ValueGetter<uint>? getLabel = Getter<uint>(cursor, columns.Label);
        private readonly ValueGetter<float>? getWeight = Getter<float>(cursor, columns.Weight);
        private readonly ValueGetter<ReadOnlyMemory<char>>? getSource = Getter<ReadOnlyMemory<char>>(cursor, columns.Source);
        private readonly ValueGetter<VBuffer<byte>>? getKey = Getter<VBuffer<byte>>(cursor, columns.ImageKey);

        // Passed to the getter again, since ML.NET's loaders then dispose the image of the previous row.
        private MLImage? image;

        public DataViewRowCursor Cursor => cursor;

        public string ImageColumn => columns.Image;

        public (DataViewRowId Id, uint Label, float Weight) ReadScalars()
        {
            (DataViewRowId id, uint label, float weight) = (default, 0, 1);
            getId(ref id);
            getLabel?.Invoke(ref label);
            getWeight?.Invoke(ref weight);
            return (id, label, weight);
        }

        public string ReadName()
        {
            ReadOnlyMemory<char> name = default;
            getSource?.Invoke(ref name);
            return name.ToString();
        }

        public byte[]? ReadKey()
        {
            VBuffer<byte> key = default;
            getKey?.Invoke(ref key);
            return getKey is null ? null : [.. key.DenseValues()];
        }

        public Mat? ReadCrop(StockResizer resizer)
        {
            getImage(ref image!);
            return image is null ? null : resizer.ToCrop(image);
        }

        private static ValueGetter<T>? Getter<T>(DataViewRowCursor cursor, string? column) =>
            column is null ? null : cursor.GetGetter<T>(cursor.Schema[column]);
    }
}
