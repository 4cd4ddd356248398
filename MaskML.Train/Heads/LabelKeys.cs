using MaskML.Predict.Errors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MaskML.Train.Heads;

/// <summary>
/// The labels of training rows as keys. A text column gets keys in the order of the texts; a key column keeps its own, so that
/// ML.NET's <c>Evaluate</c> agrees with the model.
/// </summary>
internal sealed class LabelKeys
{
    /// <summary>The column that <see cref="Apply"/> adds.</summary>
    public const string Column = "MaskMLLabelKey";

    private readonly ITransformer map;

    private LabelKeys(ITransformer map, IReadOnlyList<string> names)
    {
        this.map = map;
        Names = names;
    }

    /// <summary>The labels in key order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Learns the labels of training rows.</summary>
    /// <exception cref="InputException">There are fewer than two labels, or their names are unknown.</exception>
    public static LabelKeys From(MLContext ml, IDataView rows, string column)
    {
        ITransformer map = Estimator(ml, column, rows.Schema[column].Type is KeyDataViewType).Fit(rows);
        DataViewSchema.Column keys = map.GetOutputSchema(rows.Schema)[Column];
        if (!keys.HasKeyValues() || keys.Annotations.Schema["KeyValues"].Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw new InputException($"The keys of the column {column} have no texts as names, expected those that MapValueToKey gives to texts.");
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        keys.GetKeyValues(ref names);
        string[] labels = [.. names.DenseValues().Select(name => name.ToString())];
        return labels.Length >= 2
            ? new LabelKeys(map, labels)
            : throw new InputException($"The column {column} has {labels.Length} label ({string.Join(", ", labels)}), expected two or more.");
    }

    /// <summary>Adds the column with the keys.</summary>
    public IDataView Apply(IDataView rows) => map.Transform(rows);

    /// <summary>What adds the column with the keys.</summary>
    public static IEstimator<ITransformer> Estimator(MLContext ml, string column, bool isKey) => isKey
        ? ml.Transforms.CopyColumns(Column, column)
        : ml.Transforms.Conversion.MapValueToKey(Column, column, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
}
