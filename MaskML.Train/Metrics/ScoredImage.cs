namespace MaskML.Train.Metrics;

/// <summary>One labelled image with a model's scores.</summary>
/// <param name="Path">Path inside its data folder; for a face in a photo followed by its box, <c>photo.jpg#x,y,width,height</c>.</param>
/// <param name="Split">Name of its split: <c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Actual">Index of its label.</param>
/// <param name="Scores">One probability for each label.</param>
public sealed record ScoredImage(string Path, string Split, int Actual, IReadOnlyList<float> Scores)
{
    /// <summary>Index of the label with the highest score; of equal scores the first.</summary>
    public int Predicted { get; } = IndexOfMax(Scores);

    /// <summary>The highest score.</summary>
    public float Confidence => Scores[Predicted];

    /// <summary>Whether the predicted label is the actual one.</summary>
    public bool IsRight => Predicted == Actual;

    private static int IndexOfMax(IReadOnlyList<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Count; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
