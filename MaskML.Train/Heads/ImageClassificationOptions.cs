using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Heads;

/// <summary>
/// Options of ML.NET's <c>ImageClassificationTrainer</c>, used with <c>trainer</c> <c>imageClassification</c>; the defaults are its own.
/// </summary>
public sealed record ImageClassificationOptions
{
    /// <summary>Pretrained network: resnetV250, resnetV2101, inceptionV3 (299 px) or mobilenetV2 (224 px).</summary>
    [AllowedValues("resnetV250", "resnetV2101", "inceptionV3", "mobilenetV2")]
    public string Architecture { get; init; } = "resnetV250";

    /// <summary>Images in a step of gradient descent; at most the number of training images.</summary>
    [Range(1, 10000)]
    public int BatchSize { get; init; } = 10;

    /// <summary>Largest number of passes over the training images.</summary>
    [Range(1, 100000)]
    public int Epoch { get; init; } = 200;

    /// <summary>Learning rate of the first step.</summary>
    [Range(1e-9, 100.0)]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate falls: exponential, polynomial, or constant.</summary>
    [AllowedValues("exponential", "polynomial", "constant")]
    public string LearningRateSchedule { get; init; } = "exponential";

    /// <summary>Epochs of a step of the schedule.</summary>
    [Range(0.01, 100000.0)]
    public double EpochsPerDecay { get; init; } = 2;

    /// <summary>Factor of a step of the exponential schedule.</summary>
    [Range(0.001, 1.0)]
    public double DecayRate { get; init; } = 0.94;

    /// <summary>Whether the exponential schedule falls in steps and not with each batch.</summary>
    public bool Staircase { get; init; } = true;

    /// <summary>Last learning rate of the polynomial schedule.</summary>
    [Range(0.0, 100.0)]
    public double EndLearningRate { get; init; } = 0.0001;

    /// <summary>Exponent of the polynomial schedule.</summary>
    [Range(0.01, 100.0)]
    public double Power { get; init; } = 1;

    /// <summary>Whether the polynomial schedule begins again when it has ended.</summary>
    public bool Cycle { get; init; }

    /// <summary>Metric of the validation split that ends the training early: accuracy, loss, or none.</summary>
    [AllowedValues("accuracy", "loss", "none")]
    public string EarlyStopping { get; init; } = "accuracy";

    /// <summary>Smallest improvement of that metric.</summary>
    [Range(0.0, 100.0)]
    public double MinDelta { get; init; } = 0.01;

    /// <summary>Epochs without such an improvement after which the training ends.</summary>
    [Range(1, 100000)]
    public int Patience { get; init; } = 20;

    /// <summary>Whether the training images are scored after each epoch.</summary>
    public bool TestOnTrainSet { get; init; } = true;
}
