using MaskML.Predict.Errors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Train.Heads;

/// <summary>Checks the columns that a training reads.</summary>
internal static class TrainingColumns
{
    /// <summary>Checks presence and types.</summary>
    /// <exception cref="InputException">A column is missing or of another type; the message names the columns that are there.</exception>
    /// <param name="schema">The columns that are there.</param>
    /// <param name="options">Which are wanted.</param>
    /// <param name="data">Which data it is, for messages: <c>training</c> or <c>validation</c>.</param>
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
