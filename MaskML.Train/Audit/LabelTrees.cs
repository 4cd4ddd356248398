using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace MaskML.Train.Audit;

/// <summary>Small boosted trees that distinguish one label from the others by a few statistics.</summary>
/// <param name="featureCount">Number of statistics.</param>
/// <param name="seed">Seed of the fit.</param>
internal sealed class LabelTrees(int featureCount, int seed)
{
    private const int Trees = 20;
    private const int Leaves = 8;
    private const double LearningRate = 0.25;
    private const int MinRowsInLeaf = 3;

    /// <summary>Fits trees and scores rows with them.</summary>
    /// <param name="fit">Rows to fit to.</param>
    /// <param name="held">Rows to score.</param>
    /// <returns>A score for each row of <paramref name="held"/>, above 0 if its label is more probable than the others.</returns>
    public float[] Score(IReadOnlyList<Row> fit, IReadOnlyList<Row> held)
    {
        var ml = new MLContext(seed);
        LightGbmBinaryTrainer trainer = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.IsLabel),
            FeatureColumnName = nameof(Row.Features),
            ExampleWeightColumnName = nameof(Row.Weight),
            NumberOfIterations = Trees,
            NumberOfLeaves = Leaves,
            LearningRate = LearningRate,
            MinimumExampleCountPerLeaf = MinRowsInLeaf,
            NumberOfThreads = 1, // Fits run in parallel; one thread each also makes the trees reproducible.
            Deterministic = true,
            Seed = seed,
        });
        try
        {
            return [.. trainer.Fit(View(ml, fit)).Transform(View(ml, held)).GetColumn<float>("Score")];
        }
        catch (ArgumentNullException e) when (e.ParamName == "items")
        {
            // ML.NET cannot read back trees without any split, which is what LightGBM makes of statistics that say nothing.
            return new float[held.Count];
        }
    }

    private IDataView View(MLContext ml, IReadOnlyList<Row> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, featureCount);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>One row.</summary>
    internal sealed class Row
    {
        /// <summary>Whether it has the label.</summary>
        public bool IsLabel { get; init; }

        /// <summary>Weight of the row.</summary>
        public float Weight { get; init; } = 1;

        /// <summary>The statistics.</summary>
        public float[] Features { get; init; } = [];
    }
}
