using Microsoft.ML.Data;

namespace MaskML.Train.Features;

/// <summary>Features of labelled rows, in the order of the rows' ids; each row has the same number of views.</summary>
/// <param name="FeatureCount">Number F of features.</param>
/// <param name="Views">Number of views of each row; the first is the plain one.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FeatureTable(int FeatureCount, int Views, IReadOnlyList<FeatureTable.Row> Rows)
{
    /// <summary>One row.</summary>
    /// <param name="Id">Its id in the data view.</param>
    /// <param name="Label">Its label as a key: 1 for the first label, 0 for none.</param>
    /// <param name="Weight">Its weight.</param>
    /// <param name="Values">F values for each view, one view after the other.</param>
    /// <param name="Source">Its source; empty if unknown.</param>
    internal readonly record struct Row(DataViewRowId Id, uint Label, float Weight, float[] Values, string Source = "");

    /// <summary>The features of a view of a row.</summary>
    public float[] View(Row row, int view) =>
        Views == 1 ? row.Values : row.Values.AsSpan(view * FeatureCount, FeatureCount).ToArray();
}
