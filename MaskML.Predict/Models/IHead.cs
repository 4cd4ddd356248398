namespace MaskML.Predict.Models;

/// <summary>
/// The part of a model after the backbone: what was fitted on the features. Can be used from several threads at once.
/// </summary>
internal interface IHead
{
    /// <summary>Scores the features of one crop.</summary>
    /// <param name="features">As the backbone gives them.</param>
    /// <returns>One probability a label.</returns>
    /// <exception cref="ArgumentException">The number of features is another one than the head's.</exception>
    float[] Score(ReadOnlySpan<float> features);
}
