using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Train.Data;

/// <summary>
/// Samples as a data view with the columns Image, Label, Weight, Source and ImageKey. An image is decoded and cut when its getter is
/// called; several cursors share the rows, so that all cores decode.
/// </summary>
public sealed class SampleDataView : IDataView
{
    /// <summary>The crop, an <c>MLImage</c>.</summary>
    public const string Image = "Image";

    /// <summary>The label, a text.</summary>
    public const string Label = "Label";

    /// <summary>The weight, a single.</summary>
    public const string Weight = "Weight";

    /// <summary>The data folder that the sample comes from, a text.</summary>
    public const string Source = "Source";

    /// <summary>A hash of 32 bytes that identifies the crop.</summary>
    public const string ImageKey = "ImageKey";

    /// <summary>Creates the view.</summary>
    /// <param name="samples">The samples; row i has the id i.</param>
    /// <param name="crops">Cuts their crops.</param>
    public SampleDataView(IReadOnlyList<Sample> samples, CropSource crops)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(crops);
        Samples = samples;
        Crops = crops;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Image, new ImageDataViewType(crops.Size, crops.Size));
        schema.AddColumn(Label, TextDataViewType.Instance);
        schema.AddColumn(Weight, NumberDataViewType.Single);
        schema.AddColumn(Source, TextDataViewType.Instance);
        schema.AddColumn(ImageKey, new VectorDataViewType(NumberDataViewType.Byte, 32));
        Schema = schema.ToSchema();
    }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <summary>The samples.</summary>
    internal IReadOnlyList<Sample> Samples { get; }

    /// <summary>Cuts their crops.</summary>
    internal CropSource Crops { get; }

    /// <inheritdoc/>
    public long? GetRowCount() => Samples.Count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new SampleCursor(this, columnsNeeded, 0, 1);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(i => new SampleCursor(this, columnsNeeded, i, n))];
}
