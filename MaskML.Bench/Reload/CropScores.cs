using MaskML.Predict.Models;
using Microsoft.ML.Data;

namespace MaskML.Bench.Reload;

/// <summary>What a stock engine gives.</summary>
internal sealed class CropScores
{
    /// <summary>One probability a label.</summary>
    [ColumnName(ModelSchema.Score)]
    public float[] Score { get; set; } = [];
}
