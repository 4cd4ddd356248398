using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Train.Heads;

/// <summary>Checks the columns that a training reads.</summary>
internal static class TrainingColumns
{
    /// <summary>Checks presence and types.</summary>
    /// <param name="schema">The columns of the data.</param>
    /// <param name="options">The names of the columns that are read.</param>
    /// <param name="data"><c>training</c> or <c>validation</c>, for messages.</param>
    /// <exception cref="InputException">A column is missing or has another type; the message lists the columns of the data.</exception>
    public static void Check(DataViewSchema schema, ImageTransferOptions options, string data)
    {
        Check(options.FeatureColumnName, "an image (MLImage)", type => type is ImageDataViewType);
        Check(
            options.LabelColumnName,
            "a text, or a key of MapValueToKey",
            type => type is TextDataViewType || (type is KeyDataViewType && type.RawType == typeof(uint)));
        Check(options.ExampleWeightColumnName, "a single", type => type.RawType == typeof(float));
        Check(options.SourceColumnName, "a text", type => type is TextDataViewType);
        Check(
            options.ImageKeyColumnName,
            "a vector of 32 bytes",
            type => type is VectorDataViewType { Size: 32 } vector && vector.ItemType.RawType == typeof(byte));

        void Check(string? name, string expected, Func<DataViewType, bool> fits)
        {
            if (name is null)
            {
                return;
            }

            DataViewSchema.Column? column = schema.GetColumnOrNull(name);
            if (column is null)
            {
                throw new InputException(
                    $"The {data} data has no column {name}, expected {expected}. It has: {string.Join(", ", schema.Select(c => c.Name))}.");
            }

            if (!fits(column.Value.Type))
            {
                throw new InputException($"The column {name} of the {data} data is of type {column.Value.Type}, expected {expected}.");
            }
        }
    }
}
