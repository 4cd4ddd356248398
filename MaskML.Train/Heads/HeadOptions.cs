using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Heads;

/// <summary>How the head, multinomial logistic regression on the backbone's features, is trained.</summary>
public sealed record HeadOptions
{
    /// <summary>
    /// L2 strengths to choose from; the one with the lowest log-loss on images not trained on is taken: on the validation split, or,
    /// with several data folders, on each folder in turn.
    /// </summary>
    [MinLength(1)]
    [Range(0.0, 1e6)]
    public IReadOnlyList<double> L2 { get; init; } = [1, 10, 100, 1000, 10000];

    /// <summary>Weigh rare labels as much as frequent ones. Off by default: it spoils the probabilities.</summary>
    public bool ClassWeights { get; init; }

    /// <summary>
    /// Most training images that the head is fitted to; of more, the same share of each label and data folder is taken. It bounds the
    /// memory of a training. All images are scored.
    /// </summary>
    [Range(100, 10000000)]
    public int MaxImages { get; init; } = 100_000;

    /// <summary>Largest number of optimiser iterations.</summary>
    [Range(1, 100000)]
    public int MaxIterations { get; init; } = 200;
}
