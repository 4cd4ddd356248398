using MaskML.Predict.Progress;
using MaskML.Train.Features;

namespace MaskML.Train.Training;

/// <summary>The features of a data set.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Plain">The plain view of all samples, in the data set's order.</param>
/// <param name="Training">All views of the training samples, in the data set's order.</param>
internal sealed record SampleFeatures(Dataset Dataset, FeatureTable Plain, FeatureTable Training)
{
    /// <summary>The plain view of a split's samples.</summary>
    public FeatureTable this[Split split] => Plain with { Rows = [.. Plain.Rows.Where((_, i) => Dataset.Samples[i].Split == split)] };

    /// <summary>Computes all views of the training samples and the plain view of the others.</summary>
    public static SampleFeatures Extract(
        FeatureExtractor extractor,
        Dataset dataset,
        CropSource crops,
        int views,
        IProgressPhase progress,
        CancellationToken cancellationToken)
    {
        FeatureTable training = Extract([.. dataset.Samples.Where(s => s.Split == Split.Train)], 1 + views);
        FeatureTable others = Extract([.. dataset.Samples.Where(s => s.Split != Split.Train)], 1);
        (int trained, int held) = (0, 0);
        IEnumerable<FeatureTable.Row> all =
            dataset.Samples.Select(sample => sample.Split == Split.Train ? training.Rows[trained++] : others.Rows[held++]);
        var plain = new FeatureTable(training.FeatureCount, 1, [.. all.Select(row => row with { Features = [row.Features[0]] })]);
        return new SampleFeatures(dataset, plain, training);

        FeatureTable Extract(Sample[] samples, int count) =>
            extractor.Extract(new SampleRows(samples, crops), count, progress, cancellationToken);
    }
}
