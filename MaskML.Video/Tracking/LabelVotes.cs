namespace MaskML.Video.Tracking;

/// <summary>
/// Decides on the label of a track: each frame votes with its scores, and votes decay exponentially. Another label is taken only with a
/// clear lead (hysteresis), so that a face between two labels does not flicker.
/// </summary>
/// <param name="labels">Number of labels.</param>
/// <param name="memory">Frames over which votes decay.</param>
/// <param name="lead">Lead that another label needs, as a share of all votes.</param>
internal sealed class LabelVotes(int labels, double memory, double lead)
{
    // Even the smallest and least certain face has a vote.
    private const double MinWeight = 0.02;

    private readonly double[] votes = new double[labels];

    /// <summary>Index of the label; -1 before the first vote.</summary>
    public int Label { get; private set; } = -1;

    /// <summary>Adds the vote of a frame.</summary>
    /// <param name="scores">One probability a label.</param>
    /// <param name="weight">Weight of the frame, 0..1.</param>
    public void Add(IReadOnlyList<float> scores, double weight)
    {
        double decay = 1 - (1 / memory);
        double margin = Margin(scores);
        for (int i = 0; i < votes.Length; i++)
        {
            votes[i] = (votes[i] * decay) + (Math.Max(MinWeight, weight * margin) * scores[i]);
        }

        int best = Array.IndexOf(votes, votes.Max());
        if (Label < 0 || votes[best] - votes[Label] > lead * votes.Sum())
        {
            Label = best;
        }
    }

    /// <summary>Takes the label with the most votes whatever its lead; for a track that has not been reported yet.</summary>
    public void Settle() => Label = Array.IndexOf(votes, votes.Max());

    /// <summary>The share of the votes of each label.</summary>
    public float[] Shares()
    {
        double all = votes.Sum();
        return [.. votes.Select(vote => (float)(vote / all))];
    }

    // Difference between the highest and the second highest score.
    private static double Margin(IReadOnlyList<float> scores)
    {
        float first = 0;
        float second = 0;
        foreach (float score in scores)
        {
            (first, second) = score > first ? (score, first) : (first, Math.Max(second, score));
        }

        return first - second;
    }
}
