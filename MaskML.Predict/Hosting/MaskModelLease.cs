using MaskML.Predict.Concurrency;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>A lease of the live model. The model and the face detectors stay in memory until the lease is disposed.</summary>
public sealed class MaskModelLease : IDisposable
{
    private readonly Generation<MaskModel> generation;
    private readonly RefCounted<DetectorCache> detectors;
    private readonly PredictOptions predict;
    private Permits? permits;

    internal MaskModelLease(Generation<MaskModel> generation, RefCounted<DetectorCache> detectors, PredictOptions predict, Permits permits)
    {
        this.generation = generation;
        this.detectors = detectors;
        this.predict = predict;
        this.permits = permits;
    }

    /// <summary>Describes the model.</summary>
    public LiveModelInfo Info => generation.Info;

    /// <summary>The model, for batches of face crops. Do not dispose it.</summary>
    public MaskModel Model => generation.Value;

    /// <summary>A pipeline of the configured face detector and the model, for whole photos.</summary>
    /// <exception cref="InputException">The file of the detector is missing or damaged.</exception>
    public FacePipeline Pipeline => field ??= PipelineOf();

    /// <summary>Creates a pipeline of a face detector and the model.</summary>
    /// <param name="detector">One of <see cref="FaceDetectors.Names"/>; null for the configured one.</param>
    /// <param name="uncertainBelow">Labels with a lower confidence are marked as uncertain; null for the configured value.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The file of the detector is missing or damaged.</exception>
    public FacePipeline PipelineOf(string? detector = null, double? uncertainBelow = null) => new(
        Model,
        detectors.Value.Get(detector ?? predict.Detector),
        uncertainBelow is { } threshold ? predict with { UncertainBelow = threshold } : predict);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref permits, null) is { } own)
        {
            try
            {
                generation.Release();
                detectors.Release();
            }
            finally
            {
                own.Release();
            }
        }
    }
}
