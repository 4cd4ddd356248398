using MaskML.Predict.Models;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Bench.Reload;

/// <summary>What a stock engine takes.</summary>
internal sealed class CropRow
{
    /// <summary>The crop; the numbers only say that the column holds images.</summary>
    [ImageType(1, 1), ColumnName(ModelSchema.Image)]
    public required MLImage Image { get; init; }
}
