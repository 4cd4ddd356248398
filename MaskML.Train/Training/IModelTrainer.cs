using MaskML.Predict.Models;
using MaskML.Train.Caching;
using MaskML.Train.Heads;

namespace MaskML.Train.Training;

/// <summary>
/// The part of a run that differs between trainers: from samples to a fitted model and its scores. Data, split, run folder, metrics, report
/// and learning curve are the run's.
/// </summary>
internal interface IModelTrainer : IDisposable
{
    /// <summary>The pretrained network; its input size is that of the crops.</summary>
    BackboneInfo Backbone { get; }

    /// <summary>The cache of features, which the run closes; null if there is none.</summary>
    ContentCache? Cache { get; }

    /// <summary>Called once before the files are read.</summary>
    /// <param name="files">Number of files.</param>
    /// <param name="crops">Cuts their crops.</param>
    /// <returns>
    /// Called on worker threads with each picture that is decoded, so that what is needed of it is computed while it is there.
    /// </returns>
    Action<InspectedFile, Mat> Prepare(int files, CropSource crops) => (_, _) => { };

    /// <summary>Fits a model to the training samples; what has to be chosen is chosen on the validation samples.</summary>
    /// <param name="ml">The context of the model; its temporary folder belongs to the run.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="crops">Cuts its crops.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    TrainedModel Fit(MLContext ml, Dataset dataset, CropSource crops, CancellationToken cancellationToken);

    /// <summary>Fits the model again to shares of the training samples, with what <see cref="Fit"/> chose.</summary>
    /// <param name="shares">For each share the indices of its samples, counted in the samples that it was fitted to.</param>
    /// <param name="fitted">Called after each share.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <returns>For each share the scores of the test samples.</returns>
    IReadOnlyList<IReadOnlyList<float[]>> FitShares(IReadOnlyList<int[]> shares, Action fitted, CancellationToken cancellationToken);
}

/// <summary>A fitted model.</summary>
/// <param name="Model">From <see cref="ModelSchema.Image"/> to <see cref="ModelSchema.PredictedLabel"/> and scores.</param>
/// <param name="Scores">The scores of all samples, in the data set's order.</param>
/// <param name="L2">The chosen strength of L2; null if the trainer has none.</param>
/// <param name="Candidates">The strengths that were tried.</param>
/// <param name="FeatureSeconds">Time in the pretrained network.</param>
/// <param name="HeadSeconds">Time of fitting what follows it.</param>
/// <param name="CacheHits">Number of views that did not go through the network again.</param>
internal sealed record TrainedModel(
    ITransformer Model,
    IReadOnlyList<float[]> Scores,
    double? L2,
    IReadOnlyList<HeadCandidate> Candidates,
    double FeatureSeconds,
    double HeadSeconds,
    long CacheHits)
{
    /// <summary>The training samples that the model was fitted to; null if these are all.</summary>
    public IReadOnlyList<Sample>? Fitted { get; init; }
}
