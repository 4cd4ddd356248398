using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MaskML.Train.Heads;

/// <summary>
/// The labels of training rows as keys. A column of texts gets keys in the order of the texts; a column of keys keeps its keys, so that
/// ML.NET's <c>Evaluate</c> agrees with the model.
/// </summary>
internal sealed class LabelKeys(string column, bool isKey, ITransformer map, IReadOnlyList<string> names)
{
    /// <summary>The column that <see cref="Apply"/> adds.</summary>
    public const string Column = "MaskMLLabelKey";

    /// <summary>The labels in key order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Collects the labels of training rows.</summary>
    /// <exception cref="InputException">There are fewer than two labels, or their names are unknown.</exception>
    public static LabelKeys From(MLContext ml, IDataView rows, string column)
    {
        bool isKey = IsKey(rows, column);
        ITransformer map = Estimator(ml, column, isKey).Fit(rows);
        IReadOnlyList<string> labels = NamesOf(map, rows, column);
        return labels.Count >= 2
            ? new LabelKeys(column, isKey, map, labels)
            : throw new InputException(
                $"The column {column} has {labels.Count} label ({string.Join(", ", labels)}), expected two or more.");
    }

    /// <summary>Adds the column with the keys.</summary>
    /// <exception cref="InputException">The labels are keys of other values than those of the training rows.</exception>
    public IDataView Apply(IDataView rows)
    {
        if (IsKey(rows, column) != isKey)
        {
            throw new InputException($"The column {column} is a key in one of training and validation data and a text in the other.");
        }

        IReadOnlyList<string> found = NamesOf(map, rows, column);
        return found.SequenceEqual(names, StringComparer.Ordinal) ? map.Transform(rows) : throw new InputException(
            $"The keys of the column {column} stand for {string.Join(", ", found)} in the validation data "
            + $"and for {string.Join(", ", names)} in the training data. Map both with one fitted MapValueToKey.");
    }

    /// <summary>The estimator that adds the column with the keys.</summary>
    public static IEstimator<ITransformer> Estimator(MLContext ml, string column, bool isKey) => isKey
        ? ml.Transforms.CopyColumns(Column, column)
        : ml.Transforms.Conversion.MapValueToKey(Column, column, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

    private static bool IsKey(IDataView rows, string column) => rows.Schema[column].Type is KeyDataViewType;

    private static IReadOnlyList<string> NamesOf(ITransformer map, IDataView rows, string column)
    {
        DataViewSchema.Column keys = map.GetOutputSchema(rows.Schema)[Column];
        if (!keys.HasKeyValues() || keys.Annotations.Schema["KeyValues"].Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw new InputException(
                $"The keys of the column {column} have no texts as names, expected those that MapValueToKey gives to texts.");
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        keys.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
