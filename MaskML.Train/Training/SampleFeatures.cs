using MaskML.Train.Features;

namespace MaskML.Train.Training;

/// <summary>The features that are held for fitting a head and for choosing it.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Fitted">The training samples that the head is fitted to.</param>
/// <param name="Held">The samples of the other splits.</param>
/// <param name="Training">All views of <paramref name="Fitted"/>.</param>
/// <param name="Plain">The plain view of <paramref name="Held"/>.</param>
internal sealed record SampleFeatures(Dataset Dataset, Sample[] Fitted, Sample[] Held, FeatureTable Training, FeatureTable Plain)
{
    /// <summary>The plain view of a split's samples, which is not that of training.</summary>
    public FeatureTable this[Split split] => Plain with { Rows = [.. Plain.Rows.Where((_, i) => Held[i].Split == split)] };

    /// <summary>Scores the plain views.</summary>
    /// <param name="score">From features to scores.</param>
    public Dictionary<Sample, float[]> Score(Func<float[], float[]> score) =>
        Fitted.Zip(Training.Rows).Concat(Held.Zip(Plain.Rows)).ToDictionary(
            pair => pair.First, pair => score(pair.Second.Features[0]), (IEqualityComparer<Sample>)ReferenceEqualityComparer.Instance);
}
