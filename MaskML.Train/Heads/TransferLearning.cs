using MaskML.Predict.Models;
using MaskML.Train.Features;

namespace MaskML.Train.Heads;

/// <summary>
/// From features to a model: chooses the strength of L2, fits the head, and builds the chain of stock transformers. A run and the ML.NET
/// estimator both train here.
/// </summary>
internal static class TransferLearning
{
    /// <summary>Trains a model.</summary>
    /// <param name="ml">The context of the model's transformers.</param>
    /// <param name="backbone">The backbone that computed the features; it becomes part of the model.</param>
    /// <param name="train">Rows to train on, with their views.</param>
    /// <param name="validation">Rows that choose the strength of L2.</param>
    /// <param name="labels">The labels in key order.</param>
    /// <param name="options">Head, seed, names of the model's columns, callback and cancellationToken.</param>
    public static ImageTransferResult Train(
        MLContext ml,
        Backbone backbone,
        FeatureTable train,
        FeatureTable validation,
        IReadOnlyList<string> labels,
        ImageTransferOptions options)
    {
        var selection = new HeadSelection(new HeadTrainer(options.Head, options.Seed), options.Head, labels);
        long fits = selection.CountFits(train);
        long fitted = 0;
        HeadChoice choice = selection.Run(train, validation, Report, options.CancellationToken);
        return new ImageTransferResult(StockChain.Build(ml, backbone, choice.Head, options), labels, choice.L2, choice.Candidates);

        // Heads are fitted one after the other.
        void Report(HeadCandidate? candidate) =>
            options.MetricsCallback?.Invoke(new ImageTransferMetrics(ImageTransferPhase.Head, ++fitted, fits, candidate));
    }
}
