using MaskML.Predict.Faces;
using MaskML.Predict.Modeling;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;

namespace MaskML.Predict.Hosting;

/// <summary>A turn with the live model, which stays in memory until this is disposed.</summary>
public sealed class MaskModelLease : IDisposable
{
    private readonly Generation<MaskModel> generation;
    private Permits? permits;

    internal MaskModelLease(Generation<MaskModel> generation, Permits permits, FacePipeline pipeline)
    {
        this.generation = generation;
        this.permits = permits;
        Pipeline = pipeline;
    }

    /// <summary>Which model it is.</summary>
    public LiveModelInfo Info => generation.Info;

    /// <summary>The model, for crops in batches. Not to be disposed.</summary>
    public MaskModel Model => generation.Content;

    /// <summary>The model behind the configured face detector, for whole photos.</summary>
    public FacePipeline Pipeline { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref permits, null) is { } own)
        {
            try
            {
                generation.Leave();
            }
            finally
            {
                own.Release();
            }
        }
    }
}
