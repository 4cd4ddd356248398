using MaskML.Train.Features;

namespace MaskML.Train.Training;

/// <summary>The features that are held for fitting a head and for choosing it.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Fitted">The indices of the training samples that the head is fitted to.</param>
/// <param name="Held">The indices of the samples of the other splits.</param>
/// <param name="Training">All views of <paramref name="Fitted"/>.</param>
/// <param name="Plain">The plain view of <paramref name="Held"/>.</param>
internal sealed record SampleFeatures(Dataset Dataset, int[] Fitted, int[] Held, FeatureTable Training, FeatureTable Plain)
{
    /// <summary>The plain view of a split's samples, which is not that of training.</summary>
    public FeatureTable this[Split split] =>
        Plain with { Rows = [.. Plain.Rows.Where((_, i) => Dataset.Samples[Held[i]].Split == split)] };

    /// <summary>Scores the plain views.</summary>
    /// <param name="score">From features to scores.</param>
    /// <returns>The scores of each sample of the data set; null for those whose features are not held.</returns>
    public float[]?[] Score(Func<float[], float[]> score)
    {
        float[]?[] scores = new float[Dataset.Samples.Count][];
        foreach ((int sample, FeatureTable.Row row) in Fitted.Zip(Training.Rows).Concat(Held.Zip(Plain.Rows)))
        {
            scores[sample] = score(row.Features[0]);
        }

        return scores;
    }
}
