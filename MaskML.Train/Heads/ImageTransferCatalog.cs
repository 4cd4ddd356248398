using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>Adds <see cref="ImageTransferTrainer"/> to ML.NET's trainers of multiclass classification.</summary>
public static class ImageTransferCatalog
{
    /// <summary>
    /// Trains an image classifier by transfer learning: a frozen ONNX backbone, and multinomial logistic regression on its features.
    /// </summary>
    /// <param name="trainers">The trainers of multiclass classification.</param>
    /// <param name="mlContext">The context, which a catalog does not expose.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public static ImageTransferTrainer ImageTransfer(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers,
        MLContext mlContext,
        ImageTransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new ImageTransferTrainer(mlContext, options ?? new ImageTransferOptions());
    }
}

/// <summary>Phases of a training.</summary>
public enum ImageTransferPhase
{
    /// <summary>Features of the training rows.</summary>
    TrainFeatures,

    /// <summary>Features of the validation rows.</summary>
    ValidationFeatures,

    /// <summary>Heads for the grid of L2 strengths.</summary>
    Head,
}

/// <summary>The progress of a training.</summary>
/// <param name="Phase">The current phase.</param>
/// <param name="Done">Number of images read, or of heads fitted.</param>
/// <param name="Total">Number of images or heads of the phase; null if the number of rows is not known beforehand.</param>
/// <param name="Candidate">The head that was just fitted, in the phase <see cref="ImageTransferPhase.Head"/>.</param>
public sealed record ImageTransferMetrics(ImageTransferPhase Phase, long Done, long? Total, HeadCandidate? Candidate = null);

/// <summary>A fitted model and how it was chosen.</summary>
/// <param name="Model">The whole model from image to label, of stock transformers.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="L2">The chosen strength of L2.</param>
/// <param name="Candidates">The strengths that were tried, in the order of the grid; empty if there was only one.</param>
public sealed record ImageTransferResult(
    TransformerChain<ITransformer> Model, IReadOnlyList<string> Labels, double L2, IReadOnlyList<HeadCandidate> Candidates)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Labels.Count} labels, L2 {L2}");
}
