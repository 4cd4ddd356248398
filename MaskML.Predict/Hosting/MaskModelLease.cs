using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>A turn with the live model, which stays in memory until this is disposed, and so do the face detectors.</summary>
public sealed class MaskModelLease : IDisposable
{
    private readonly Generation<MaskModel> generation;
    private readonly Shared<DetectorShelf> detectors;
    private readonly PredictOptions predict;
    private Permits? permits;

    internal MaskModelLease(Generation<MaskModel> generation, Shared<DetectorShelf> detectors, PredictOptions predict, Permits permits)
    {
        this.generation = generation;
        this.detectors = detectors;
        this.predict = predict;
        this.permits = permits;
    }

    /// <summary>Which model it is.</summary>
    public LiveModelInfo Info => generation.Info;

    /// <summary>The model, for crops in batches. Not to be disposed.</summary>
    public MaskModel Model => generation.Content;

    /// <summary>The model behind the configured face detector, for whole photos.</summary>
    /// <exception cref="InputException">The detector's model is missing or damaged.</exception>
    public FacePipeline Pipeline => field ??= PipelineOf();

    /// <summary>The model behind a face detector of the caller's choice.</summary>
    /// <param name="detector">One of <see cref="FaceDetectors.Names"/>; null for the configured one.</param>
    /// <param name="uncertainBelow">Labels with a lower confidence are marked as uncertain; null for the configured value.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The detector's model is missing or damaged.</exception>
    public FacePipeline PipelineOf(string? detector = null, double? uncertainBelow = null) => new(
        Model,
        detectors.Content.Get(detector ?? predict.Detector),
        uncertainBelow is { } threshold ? predict with { UncertainBelow = threshold } : predict);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref permits, null) is { } own)
        {
            try
            {
                generation.Leave();
                detectors.Leave();
            }
            finally
            {
                own.Release();
            }
        }
    }
}
