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

    /// <summary>The plain view of each sample whose features are held, by the sample's index.</summary>
    public IEnumerable<(int Sample, float[] Features)> PlainViews =>
        Fitted.Zip(Training.Rows, (sample, row) => (sample, Training.View(row, 0)))
            .Concat(Held.Zip(Plain.Rows, (sample, row) => (sample, Plain.View(row, 0))));
}
