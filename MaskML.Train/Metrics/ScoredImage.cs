namespace MaskML.Train.Metrics;

/// <summary>One image as a model judged it.</summary>
/// <param name="Path">The image, relative to its data folder; of a face in a photo with the face's number.</param>
/// <param name="Split">The split that it stands in.</param>
/// <param name="Actual">Index of its label.</param>
/// <param name="Scores">One probability a label.</param>
public sealed record ScoredImage(string Path, string Split, int Actual, IReadOnlyList<float> Scores)
{
    /// <summary>Index of the likeliest label; of equals the first.</summary>
    public int Predicted { get; } = IndexOfMax(Scores);

    /// <summary>The likeliest label's probability.</summary>
    public float Confidence => Scores[Predicted];

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
