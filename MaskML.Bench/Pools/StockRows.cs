using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Bench.Pools;

/// <summary>Input row of an ML.NET prediction engine.</summary>
internal sealed class CropRow
{
    /// <summary>The crop. The attribute needs a size, which is ignored.</summary>
    [ImageType(1, 1), ColumnName(ModelSchema.Image)]
    public required MLImage Image { get; init; }
}

/// <summary>Output row of an ML.NET prediction engine.</summary>
internal sealed class CropScores
{
    /// <summary>Probability of each label.</summary>
    [ColumnName(ModelSchema.Score)]
    public float[] Score { get; set; } = [];
}
