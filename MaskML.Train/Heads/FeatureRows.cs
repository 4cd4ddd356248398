using MaskML.Train.Features;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>Features, labels and weights as the rows of a data view, for ML.NET's trainers.</summary>
/// <param name="FeatureCount">Number of features.</param>
/// <param name="Labels">The labels in key order.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FeatureRows(int FeatureCount, IReadOnlyList<string> Labels, IReadOnlyList<FeatureRows.Row> Rows)
{
    /// <summary>The rows of a table; each view becomes a row.</summary>
    public static FeatureRows From(FeatureTable table, IReadOnlyList<string> labels) => new(
        table.FeatureCount,
        labels,
        new MadeList<Row>(table.Rows.Count * table.Views, i =>
        {
            FeatureTable.Row row = table.Rows[i / table.Views];
            return new Row { Label = row.Label - 1, Weight = row.Weight, Features = table.View(row, i % table.Views) };
        }));

    /// <summary>Gives all labels the same total weight, and keeps the sum of all weights.</summary>
    public FeatureRows BalanceLabels()
    {
        float total = Rows.Sum(r => r.Weight);
        Dictionary<uint, float> sums = Rows.GroupBy(r => r.Label).ToDictionary(g => g.Key, g => g.Sum(r => r.Weight));
        return this with
        {
            Rows = new MadeList<Row>(Rows.Count, i =>
            {
                Row row = Rows[i];
                return row with { Weight = row.Weight * total / (sums.Count * sums[row.Label]) };
            }),
        };
    }

    /// <summary>The rows as a data view with the columns <c>features</c>, <c>Label</c> (a key with its names) and <c>Weight</c>.</summary>
    public IDataView ToDataView(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SchemaDefinition.Column features = schema[nameof(Row.Features)];
        features.ColumnName = Predict.Models.Backbone.OutputName;
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, FeatureCount);
        NameKeys(schema[nameof(Row.Label)], Labels);
        return ml.Data.LoadFromEnumerable(Rows, schema);
    }

    /// <summary>Makes a column of label indices one of keys with the names of the labels.</summary>
    internal static void NameKeys(SchemaDefinition.Column column, IReadOnlyList<string> labels)
    {
        column.ColumnType = new KeyDataViewType(typeof(uint), labels.Count);
        ReadOnlyMemory<char>[] names = [.. labels.Select(label => label.AsMemory())];
        column.AddAnnotation(
            "KeyValues",
            new VBuffer<ReadOnlyMemory<char>>(names.Length, names),
            new VectorDataViewType(TextDataViewType.Instance, names.Length));
    }

    /// <summary>One row.</summary>
    internal sealed record Row
    {
        /// <summary>Index of the label, from 0: ML.NET counts keys from 0 in classes, and from 1 in data views.</summary>
        public uint Label { get; init; }

        /// <summary>Weight of the row.</summary>
        public float Weight { get; init; }

        /// <summary>The features.</summary>
        public float[] Features { get; init; } = [];
    }
}
