using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Heads;

/// <summary>How the head is trained.</summary>
[Description("How the head, multinomial logistic regression on the backbone's features, is trained.")]
public sealed record HeadOptions
{
    /// <summary>L2 strengths to choose from by log-loss on images that were not trained on.</summary>
    [Description("L2 strengths to choose from; the one with the lowest log-loss on images not trained on is taken: "
        + "on the validation split, or, with several data folders, on each folder in turn.")]
    [MinLength(1)]
    [Range(0.0, 1e6)]
    public IReadOnlyList<double> L2 { get; init; } = [1, 10, 100, 1000, 10000];

    /// <summary>Whether rare labels weigh as much as frequent ones.</summary>
    [Description("Weigh rare labels as much as frequent ones. Off by default: it spoils the probabilities.")]
    public bool ClassWeights { get; init; }

    /// <summary>Largest number of optimiser iterations.</summary>
    [Description("Largest number of optimiser iterations.")]
    [Range(1, 100000)]
    public int MaxIterations { get; init; } = 200;
}
