using Microsoft.ML;

namespace MaskML.Train.Heads;

/// <summary>Puts the trainer where ML.NET's own stand.</summary>
public static class ImageTransferCatalog
{
    /// <summary>
    /// Trains an image classifier by transfer learning: a frozen ONNX backbone, and multinomial logistic regression on its features.
    /// </summary>
    /// <param name="trainers">The trainers of multiclass classification.</param>
    /// <param name="mlContext">The context; a catalog does not give it.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public static ImageTransferTrainer ImageTransfer(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, MLContext mlContext, ImageTransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new ImageTransferTrainer(mlContext, options ?? new ImageTransferOptions());
    }
}
