namespace MaskML.Video.Tracking;

/// <summary>
/// Decides on the label of a track by votes that fade: each frame votes with its scores. Another label is taken only with a clear
/// lead, so that a face on the edge between two labels does not flicker.
/// </summary>
/// <param name="labels">Number of labels.</param>
/// <param name="memory">Frames over which votes fade.</param>
/// <param name="lead">Lead of another label, as a share of all votes, from which it is taken.</param>
internal sealed class LabelVotes(int labels, double memory, double lead)
{
    // Even the smallest and least certain face says something.
    private const double LeastWeight = 0.02;

    private readonly double[] votes = new double[labels];

    /// <summary>Index of the label; that of the first vote until another has a clear lead.</summary>
    public int Label { get; private set; } = -1;

    /// <summary>Adds the vote of a frame.</summary>
    /// <param name="scores">One probability a label.</param>
    /// <param name="weight">How much the frame is worth, 0..1.</param>
    public void Add(IReadOnlyList<float> scores, double weight)
    {
        double fade = 1 - (1 / memory);
        double sureness = Sureness(scores);
        for (int i = 0; i < votes.Length; i++)
        {
            votes[i] = (votes[i] * fade) + (Math.Max(LeastWeight, weight * sureness) * scores[i]);
        }

        int best = Array.IndexOf(votes, votes.Max());
        if (Label < 0 || votes[best] - votes[Label] > lead * votes.Sum())
        {
            Label = best;
        }
    }

    /// <summary>Takes the label with most votes, whatever its lead: for a track that nobody has been told of yet.</summary>
    public void Settle() => Label = Array.IndexOf(votes, votes.Max());

    /// <summary>The share of the votes that each label has.</summary>
    public float[] Shares()
    {
        double all = votes.Sum();
        return [.. votes.Select(vote => (float)(vote / all))];
    }

    // How far the first label is ahead of the second.
    private static double Sureness(IReadOnlyList<float> scores)
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
